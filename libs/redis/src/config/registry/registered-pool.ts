import type { RedisAddress, RedisPoolOptions } from '../pool-options.js';
import type { RegisteredPoolOptions } from './service-registry.js';

/** Options that would say where the pool is, which only the registry may. */
export const ADDRESS_OPTIONS = ['url', 'host', 'port', 'path', 'sentinels', 'nodes'] as const;

/** The service of a pool, and its options without addresses. */
export interface RegisteredPool {
  readonly service: string;
  readonly options: Omit<RegisteredPoolOptions, 'service'>;
}

export function registeredPool(pool: string | RegisteredPoolOptions): RegisteredPool {
  if (typeof pool === 'string') return { service: pool, options: {} };
  const { service, ...options } = pool;
  return { service, options };
}

/** The options of a pool at these addresses; at least one. */
export function withAddresses(
  options: Omit<RegisteredPoolOptions, 'service'>,
  addresses: readonly RedisAddress[],
): RedisPoolOptions {
  const [first] = addresses;
  const located =
    options.topology === 'cluster'
      ? { nodes: addresses }
      : options.topology === 'sentinel'
        ? { sentinels: addresses }
        : { host: first?.host, port: first?.port };
  return { ...options, ...located } as RedisPoolOptions;
}

/** Options that belong to the server the registry names. */
const SERVER_OPTIONS: ReadonlySet<string> = new Set([
  'topology',
  'family',
  'name',
  'sentinelUsername',
  'sentinelPassword',
  'sentinelTls',
  'natMap',
  'maxRedirections',
  'username',
  'password',
  'tls',
]);

/** What remains of the options where another source names the server: how its connections behave. */
export function withoutServer(options: Omit<RegisteredPoolOptions, 'service'>): RedisPoolOptions {
  return Object.fromEntries(Object.entries(options).filter(([name]) => !SERVER_OPTIONS.has(name)));
}
