import type { SrvRecord } from 'node:dns';
import { Resolver } from 'node:dns/promises';
import { codeOf } from '../../common/thrown.js';
import { InvalidConfigurationError } from '../configuration.errors.js';
import { OPTIONS_SOURCE } from '../options.source.js';
import type { RedisAddress } from '../pool-options.js';
import { ServiceLookupError } from './service-registry.errors.js';
import type { ServiceRegistry } from './service-registry.js';

/** Options of {@link DnsSrvRegistry}. */
export interface DnsSrvRegistryOptions {
  /**
   * DNS servers to ask, as `address` or `address:port`: `['127.0.0.1:8600']`. They are also asked for the addresses
   * of the hosts that they name, which nobody else may know.
   * @default those of the system
   */
  readonly servers?: readonly string[];
  /** Milliseconds until a server is asked again, at most three times. @default 1000 */
  readonly timeoutMs?: number;
}

/** What c-ares says, and what it means for somebody who looks for a service. */
const REASONS: Readonly<Record<string, string>> = {
  ENOTFOUND: 'the name does not exist',
  ENODATA: 'the name has no SRV record',
  ESERVFAIL: 'the DNS server failed',
  EREFUSED: 'the DNS server refused to answer',
  ETIMEOUT: 'no DNS server answered in time',
  ECONNREFUSED: 'no DNS server can be reached',
  EBADNAME: 'the name is not a valid DNS name',
  EBADRESP: 'the DNS server answered something invalid',
  ECANCELLED: 'the answer was no longer waited for',
};

/**
 * Services as SRV records, such as `_redis._tcp.example.com` or `redis.service.consul`. The lowest priority comes
 * first, then the highest weight, then the name: every process takes the same server.
 */
export class DnsSrvRegistry implements ServiceRegistry {
  readonly name: string;
  readonly #servers: readonly string[] | undefined;
  readonly #timeoutMs: number;

  /** @throws InvalidConfigurationError if a server is not an IP address with or without port */
  constructor({ servers, timeoutMs = 1_000 }: DnsSrvRegistryOptions = {}) {
    this.name = servers === undefined ? 'dns' : `dns ${servers.join(', ')}`;
    this.#servers = servers;
    this.#timeoutMs = timeoutMs;
    this.#resolver();
  }

  /** @throws ServiceLookupError */
  async resolve(service: string, signal: AbortSignal): Promise<readonly RedisAddress[]> {
    const resolver = this.#resolver();
    const cancel = (): void => resolver.cancel();
    signal.addEventListener('abort', cancel, { once: true });
    try {
      const records = (await resolver.resolveSrv(service)).toSorted(byPreference);
      // One record with the name "." says that the service does not exist (RFC 2782).
      const addresses = records
        .filter(({ name }) => name !== '' && name !== '.')
        .map(({ name, port }) => ({ host: name, port }));
      if (this.#servers === undefined) return addresses;
      return await resolveHosts(resolver, addresses);
    } catch (error) {
      throw new ServiceLookupError(this.name, service, describeFailure(error), { cause: error });
    } finally {
      signal.removeEventListener('abort', cancel);
    }
  }

  #resolver(): Resolver {
    const resolver = new Resolver({ timeout: this.#timeoutMs, tries: 3 });
    try {
      if (this.#servers !== undefined) resolver.setServers(this.#servers);
    } catch {
      const problem = 'expected IP addresses of DNS servers, as "address" or "address:port"';
      throw new InvalidConfigurationError([
        { path: 'DnsSrvRegistry.servers', problem, source: OPTIONS_SOURCE },
      ]);
    }
    return resolver;
  }
}

function byPreference(one: SrvRecord, other: SrvRecord): number {
  return (
    one.priority - other.priority ||
    other.weight - one.weight ||
    (one.name < other.name ? -1 : Number(one.name > other.name)) ||
    one.port - other.port
  );
}

/** Leaves out hosts without an address, unless that is all of them. */
async function resolveHosts(
  resolver: Resolver,
  addresses: readonly RedisAddress[],
): Promise<readonly RedisAddress[]> {
  const results = await Promise.allSettled(
    addresses.map(async ({ host, port }) => ({ host: await addressOf(resolver, host), port })),
  );
  const resolved = results.flatMap((result) => (result.status === 'fulfilled' ? result.value : []));
  const failure = results.find((result) => result.status === 'rejected');
  if (resolved.length === 0 && failure !== undefined) throw failure.reason;
  return resolved;
}

/** IPv4 where there is one, as everywhere else in Redis. */
async function addressOf(resolver: Resolver, host: string): Promise<string> {
  try {
    return (await resolver.resolve4(host))[0] ?? host;
  } catch (error) {
    const [address] = await resolver.resolve6(host).catch(() => []);
    if (address === undefined) throw error;
    return address;
  }
}

function describeFailure(error: unknown): string {
  const code = codeOf(error) ?? 'no code';
  return REASONS[code] ?? `DNS failed (${code})`;
}
