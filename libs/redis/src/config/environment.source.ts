import type { ConfigSource, PoolDescription, PoolDescriptions } from './config-source.js';
import type { ConfigurationProblem } from './configuration.errors.js';
import { readTlsVariables, TLS_FIELD_PATHS, TLS_VARIABLES } from './environment-tls.js';
import { findProblems } from './find-problems.js';
import type { StandalonePoolOptions } from './pool-options.js';
import { hostSchema, MAX_PORT } from './pool-options.schema.js';
import type { TlsOptions } from './tls-options.js';

const SHARED_VARIABLES = {
  host: 'REDIS_HOST',
  port: 'REDIS_PORT',
  username: 'REDIS_USERNAME',
  password: 'REDIS_PASSWORD',
};

const PORT = /^[1-9]\d{0,4}$/;

/** Variable that holds the URL of one pool: `REDIS_USER_URL`. */
function poolUrlVariable(alias: string): string {
  return `REDIS_${alias.toUpperCase().replaceAll('-', '_')}_URL`;
}

/**
 * `REDIS_URL`, or `REDIS_HOST` with `REDIS_PORT`, for all standard pools; `REDIS_<ALIAS>_URL` for single ones.
 * `REDIS_USERNAME` and `REDIS_PASSWORD` belong to the former only. `REDIS_TLS_CA_FILE`, `REDIS_TLS_CERT_FILE` and
 * `REDIS_TLS_KEY_FILE` are for `REDIS_HOST`, which has TLS if one of them is set, and for URLs that begin with
 * `rediss://`. Empty variables count as absent.
 */
export class EnvironmentSource implements ConfigSource {
  readonly name = 'environment';

  constructor(
    private readonly environment: Readonly<Record<string, string | undefined>>,
    private readonly aliases: Iterable<string>,
  ) {}

  read(): PoolDescriptions {
    const tls = readTlsVariables((name) => this.#get(name), this.name);
    const problems = [...tls.problems];
    const pools = new Map<string, PoolDescription>();
    for (const alias of this.aliases) {
      const variable = poolUrlVariable(alias);
      const url = this.#get(variable);
      if (url !== undefined)
        pools.set(alias, this.#describe({ url, ...tlsOfUrl(url, tls.options) }, variable));
    }
    return { shared: this.#shared(problems, tls.options), pools, problems, warnings: this.#ignored() };
  }

  #shared(problems: ConfigurationProblem[], tls: TlsOptions | undefined): PoolDescription | undefined {
    const [url, host] = [this.#get('REDIS_URL'), this.#get('REDIS_HOST')];
    const credentials = { username: this.#get('REDIS_USERNAME'), password: this.#get('REDIS_PASSWORD') };
    if (url !== undefined) return this.#describe({ url, ...credentials, ...tlsOfUrl(url, tls) }, 'REDIS_URL');
    if (host === undefined) return undefined;
    problems.push(...findProblems(hostSchema, host, { path: 'REDIS_HOST', source: this.name }));
    return this.#describe({ host, port: this.#port(problems), ...credentials, tls }, 'REDIS_HOST');
  }

  #port(problems: ConfigurationProblem[]): number | undefined {
    const text = this.#get('REDIS_PORT');
    if (text === undefined) return undefined;
    if (PORT.test(text) && Number(text) <= MAX_PORT) return Number(text);
    const problem = `expected a port from 1 to ${MAX_PORT}, got ${JSON.stringify(text.slice(0, 40))}`;
    problems.push({ path: 'REDIS_PORT', problem, source: this.name });
    return undefined;
  }

  /** Half of an address is more likely a mistake than a wish: Kubernetes, too, sets a `REDIS_PORT` by itself. */
  #ignored(): string[] {
    const isSet = (name: string): boolean => this.#get(name) !== undefined;
    const ignored = (names: readonly string[], reason: string): string[] =>
      names.filter(isSet).map((name) => `${name} is ignored: ${reason}.`);
    const tlsVariables = this.#hasTlsUrl() ? [] : Object.values(TLS_VARIABLES);
    if (isSet('REDIS_URL')) {
      return [
        ...ignored(['REDIS_HOST', 'REDIS_PORT'], 'REDIS_URL is set'),
        ...ignored(tlsVariables, 'no URL begins with rediss://'),
      ];
    }
    if (isSet('REDIS_HOST')) return [];
    return [
      ...ignored(
        ['REDIS_PORT', 'REDIS_USERNAME', 'REDIS_PASSWORD'],
        'neither REDIS_URL nor REDIS_HOST is set',
      ),
      ...ignored(tlsVariables, 'neither REDIS_HOST nor a URL that begins with rediss:// is set'),
    ];
  }

  #hasTlsUrl(): boolean {
    const urls = ['REDIS_URL', ...[...this.aliases].map(poolUrlVariable)].map((name) => this.#get(name));
    return urls.some((url) => url !== undefined && isTlsUrl(url));
  }

  #get(name: string): string | undefined {
    return this.environment[name] === '' ? undefined : this.environment[name];
  }

  #describe(options: StandalonePoolOptions, path: string): PoolDescription {
    return {
      options,
      source: this.name,
      path,
      fieldPaths: { url: path, ...SHARED_VARIABLES, ...TLS_FIELD_PATHS },
    };
  }
}

/** A URL says itself whether it is of a server with TLS. */
function tlsOfUrl(url: string, tls: TlsOptions | undefined): { readonly tls?: TlsOptions } {
  return tls === undefined || !isTlsUrl(url) ? {} : { tls };
}

function isTlsUrl(url: string): boolean {
  return url.startsWith('rediss:');
}
