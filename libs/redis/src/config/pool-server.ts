import type { PoolDescription } from './config-source.js';
import type { ClusterPoolOptions, RedisPoolOptions, StandalonePoolOptions } from './pool-options.js';
import { DEFAULT_REDIS_PORT, parseRedisUrl, type RedisUrl } from './redis-url.js';
import type { ResolvedClusterPool, ResolvedSentinelPool, ResolvedStandalonePool } from './resolved-config.js';
import type { TlsOptions } from './tls-options.js';

const DEFAULT_HOST = '127.0.0.1';
const DEFAULT_MAX_REDIRECTIONS = 16;

/** User name and password, always from the same place. */
export interface Credentials {
  readonly username: string | undefined;
  readonly password: string | undefined;
}

/** The server of a pool, as one description names it. */
export interface PoolServer {
  readonly description: PoolDescription;
  readonly address: ServerAddress;
  readonly credentials: Credentials;
  /** Undefined: the description does not ask for TLS. */
  readonly tls: TlsOptions | undefined;
  /** Database in the URL. */
  readonly urlDatabase: number | undefined;
}

export type ServerAddress =
  | Pick<ResolvedStandalonePool, 'topology' | 'endpoint' | 'replicas'>
  | (Pick<
      ResolvedSentinelPool,
      'topology' | 'sentinels' | 'name' | 'sentinelUsername' | 'sentinelPassword' | 'natMap'
    > & {
      /** Undefined: the same as that of the servers. */
      readonly sentinelTls: boolean | TlsOptions | undefined;
    })
  | Pick<ResolvedClusterPool, 'topology' | 'nodes' | 'natMap' | 'maxRedirections'>;

/** Told what is wrong with a field of a description; an empty field is the description as a whole. */
export type ReportProblem = (description: PoolDescription, field: string, problem: string) => void;

/** Reads the server out of a description that names one. Undefined if that is impossible: it was reported. */
export function readServer(description: PoolDescription, report: ReportProblem): PoolServer | undefined {
  const { options } = description;
  if (options.topology === 'cluster') return readCluster(description, options, report);
  if (options.topology === 'sentinel') {
    const { sentinels, name, sentinelUsername, sentinelPassword, sentinelTls, natMap } = options;
    return {
      description,
      address: {
        topology: 'sentinel',
        sentinels,
        name,
        sentinelUsername,
        sentinelPassword,
        sentinelTls,
        natMap,
      },
      credentials: { username: options.username, password: options.password },
      tls: tlsOptions(options),
      urlDatabase: undefined,
    };
  }
  return options.url === undefined
    ? readStandalone(description, options, report)
    : readUrl(description, options, options.url, report);
}

function tlsOptions({ tls }: RedisPoolOptions): TlsOptions | undefined {
  return tls === true ? {} : tls;
}

function readStandalone(
  description: PoolDescription,
  options: StandalonePoolOptions,
  report: ReportProblem,
): PoolServer {
  const { path, host, port, family, username, password } = options;
  if (path !== undefined && (host !== undefined || port !== undefined)) {
    report(description, 'path', 'expected either a socket, or host and port, got both');
  }
  if (path !== undefined && options.tls !== undefined) {
    report(description, 'tls', 'expected no TLS, because "path" is a Unix socket');
  }
  return {
    description,
    address: {
      topology: 'standalone',
      endpoint:
        path === undefined
          ? { host: host ?? DEFAULT_HOST, port: port ?? DEFAULT_REDIS_PORT, family }
          : { path },
      replicas: options.replicas ?? [],
    },
    credentials: { username, password },
    tls: tlsOptions(options),
    urlDatabase: undefined,
  };
}

function readUrl(
  description: PoolDescription,
  options: StandalonePoolOptions,
  text: string,
  report: ReportProblem,
): PoolServer | undefined {
  const result = parseRedisUrl(text);
  if ('problem' in result) {
    report(description, 'url', result.problem);
    return undefined;
  }
  const { url } = result;
  for (const field of ['host', 'port', 'path', 'family'] as const) {
    if (options[field] !== undefined) report(description, field, 'expected nothing, because the URL says it');
  }
  for (const field of ['username', 'password', 'db'] as const) {
    if (options[field] !== undefined && url[field] !== undefined && options[field] !== url[field]) {
      report(description, field, 'expected the same as in the URL, got something else');
    }
  }
  return {
    description,
    address: { topology: 'standalone', endpoint: url.endpoint, replicas: options.replicas ?? [] },
    credentials: { username: options.username ?? url.username, password: options.password ?? url.password },
    tls: tlsOptions(options) ?? (url.tls ? {} : undefined),
    urlDatabase: url.db,
  };
}

function readCluster(
  description: PoolDescription,
  options: ClusterPoolOptions,
  report: ReportProblem,
): PoolServer | undefined {
  const nodes: ResolvedClusterPool['nodes'][number][] = [];
  const urls: RedisUrl[] = [];
  for (const [index, node] of options.nodes.entries()) {
    const field = `nodes[${index}]`;
    if (typeof node !== 'string') {
      nodes.push({ host: node.host, port: node.port });
      continue;
    }
    const result = parseRedisUrl(node);
    if ('problem' in result) report(description, field, result.problem);
    else if ('path' in result.url.endpoint) report(description, field, 'expected a host, got a Unix socket');
    else if (result.url.endpoint.family !== undefined)
      report(description, field, 'expected no parameter "family" for a node of a cluster');
    else if ((result.url.db ?? 0) !== 0)
      report(description, field, 'expected no database: a cluster has only 0');
    else {
      nodes.push({ host: result.url.endpoint.host, port: result.url.endpoint.port });
      urls.push(result.url);
    }
  }
  const [first] = urls;
  const differs = (url: RedisUrl): boolean =>
    url.tls !== first?.tls || url.username !== first.username || url.password !== first.password;
  if (urls.some(differs)) {
    report(description, 'nodes', 'expected all URLs to agree on scheme, user name and password');
  }
  if (nodes.length < options.nodes.length) return undefined;
  return {
    description,
    address: {
      topology: 'cluster',
      nodes,
      natMap: options.natMap,
      maxRedirections: options.maxRedirections ?? DEFAULT_MAX_REDIRECTIONS,
    },
    credentials: {
      username: options.username ?? first?.username,
      password: options.password ?? first?.password,
    },
    tls: tlsOptions(options) ?? (first?.tls === true ? {} : undefined),
    urlDatabase: undefined,
  };
}
