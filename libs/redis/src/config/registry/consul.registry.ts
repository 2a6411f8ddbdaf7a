import { z } from 'zod';
import { codeOf } from '../../common/thrown.js';
import { InvalidConfigurationError } from '../configuration.errors.js';
import { OPTIONS_SOURCE } from '../options.source.js';
import type { RedisAddress } from '../pool-options.js';
import { readLimited } from './read-limited.js';
import { ServiceLookupError } from './service-registry.errors.js';
import type { ServiceRegistry } from './service-registry.js';

/** Options of {@link ConsulRegistry}. */
export interface ConsulRegistryOptions {
  /** Address of an agent; `http:` or `https:`, without credentials. @default 'http://127.0.0.1:8500' */
  readonly url?: string;
  /** ACL token, sent as `X-Consul-Token`; it needs `service:read` and `node:read`. @default none */
  readonly token?: string | undefined;
  /** Tags that an instance has to have, all of them: `['primary']`. @default [] */
  readonly tags?: readonly string[];
  /** Data center to ask about. @default the agent's own */
  readonly datacenter?: string;
}

/** What is used of an answer of `/v1/health/service`. */
const instances = z.array(
  z.object({
    Node: z.object({ Address: z.string() }),
    Service: z.object({ Address: z.string(), Port: z.int() }),
    Checks: z.array(z.object({ Status: z.string() })),
  }),
);

/** Thousands of instances; what is larger is not an answer of Consul. */
const MAX_ANSWER_BYTES = 4_194_304;

const STATUS_HINTS: Readonly<Record<number, string>> = {
  400: 'check the name of the service and the data center',
  401: 'set a token',
  403: 'the token needs service:read and node:read',
  404: 'the URL may not be that of a Consul agent',
  429: 'the agent limits requests',
  500: 'the agent may have no leader, or not know the data center',
};

/** Services registered with Consul, by its HTTP API: the instances whose checks all pass. */
export class ConsulRegistry implements ServiceRegistry {
  readonly name: string;
  readonly #url: URL;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #tags: readonly string[];
  readonly #datacenter: string | undefined;

  /** @throws InvalidConfigurationError if the URL is none, or holds credentials */
  constructor({ url = 'http://127.0.0.1:8500', token, tags = [], datacenter }: ConsulRegistryOptions = {}) {
    this.#url = parseUrl(url);
    this.name = `consul ${this.#url.origin}`;
    this.#headers = token === undefined || token === '' ? {} : { 'X-Consul-Token': token };
    this.#tags = tags;
    this.#datacenter = datacenter;
  }

  /** @throws ServiceLookupError */
  async resolve(service: string, signal: AbortSignal): Promise<readonly RedisAddress[]> {
    const fail = (reason: string, cause?: unknown): ServiceLookupError =>
      new ServiceLookupError(this.name, service, reason, { cause });
    const response = await fetch(this.#endpoint(service), {
      headers: this.#headers,
      signal,
      // The token must not follow a redirect to another host.
      redirect: 'error',
    }).catch((error: unknown) => {
      throw fail(`the agent cannot be reached${describeCause(error)}`);
    });
    if (!response.ok) {
      await response.body?.cancel();
      const hint = STATUS_HINTS[response.status];
      throw fail(`the agent answered ${response.status}${hint === undefined ? '' : `: ${hint}`}`);
    }
    const text = await readLimited(response, MAX_ANSWER_BYTES).catch((error: unknown) => {
      throw fail(`its answer broke off${describeCause(error)}`);
    });
    const answer = text === undefined ? undefined : instances.safeParse(parseJson(text)).data;
    if (answer === undefined) throw fail('the agent answered something else than a list of instances');
    return answer
      .filter(({ Checks }) => Checks.every(({ Status }) => Status === 'passing'))
      .map(({ Node, Service }) => ({ host: Service.Address || Node.Address, port: Service.Port }))
      .toSorted(byAddress);
  }

  #endpoint(service: string): URL {
    const base = this.#url.pathname.replace(/\/$/, '');
    const endpoint = new URL(`${base}/v1/health/service/${encodeURIComponent(service)}`, this.#url);
    endpoint.searchParams.set('passing', 'true');
    for (const tag of this.#tags) endpoint.searchParams.append('tag', tag);
    if (this.#datacenter !== undefined) endpoint.searchParams.set('dc', this.#datacenter);
    return endpoint;
  }
}

function parseUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isUsable = url !== undefined && /^https?:$/.test(url.protocol) && !url.username && !url.password;
  if (isUsable) return url;
  const problem = 'expected an http: or https: URL without user name and password (`token` authenticates)';
  throw new InvalidConfigurationError([{ path: 'ConsulRegistry.url', problem, source: OPTIONS_SOURCE }]);
}

/** Consul promises no order, and every process is to take the same server. */
function byAddress(one: RedisAddress, other: RedisAddress): number {
  return (one.host < other.host ? -1 : Number(one.host > other.host)) || one.port - other.port;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** ` (ECONNREFUSED)`: the code only, because messages of fetch can repeat headers. */
function describeCause(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const code = codeOf(cause);
  if (code !== undefined) return ` (${code})`;
  return cause instanceof Error && /redirect/.test(cause.message) ? ': it redirects' : '';
}
