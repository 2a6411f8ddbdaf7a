import type { ConfigSource, PoolDescription, PoolDescriptions } from './config-source.js';
import type { ConfigurationProblem } from './configuration.errors.js';
import { findProblems } from './find-problems.js';
import type { StandalonePoolOptions } from './pool-options.js';
import { hostSchema, MAX_PORT } from './pool-options.schema.js';

const SHARED_VARIABLES = {
  host: 'REDIS_HOST',
  port: 'REDIS_PORT',
  username: 'REDIS_USERNAME',
  password: 'REDIS_PASSWORD',
};

const PORT = /^[1-9]\d{0,4}$/;

/** Variable that holds the URL of one pool: `REDIS_USER_URL`. */
export function poolUrlVariable(alias: string): string {
  return `REDIS_${alias.toUpperCase().replaceAll('-', '_')}_URL`;
}

/**
 * `REDIS_URL`, or `REDIS_HOST` with `REDIS_PORT`, for all standard pools; `REDIS_<ALIAS>_URL` for single ones.
 * `REDIS_USERNAME` and `REDIS_PASSWORD` belong to the former only. Empty variables count as absent.
 */
export class EnvironmentSource implements ConfigSource {
  readonly name = 'environment';

  constructor(
    private readonly environment: Readonly<Record<string, string | undefined>>,
    private readonly aliases: Iterable<string>,
  ) {}

  read(): PoolDescriptions {
    const problems: ConfigurationProblem[] = [];
    const pools = new Map<string, PoolDescription>();
    for (const alias of this.aliases) {
      const variable = poolUrlVariable(alias);
      const url = this.#get(variable);
      if (url !== undefined) pools.set(alias, this.#describe({ url }, variable));
    }
    return { shared: this.#shared(problems), pools, problems, warnings: this.#ignored() };
  }

  #shared(problems: ConfigurationProblem[]): PoolDescription | undefined {
    const [url, host] = [this.#get('REDIS_URL'), this.#get('REDIS_HOST')];
    const credentials = { username: this.#get('REDIS_USERNAME'), password: this.#get('REDIS_PASSWORD') };
    if (url !== undefined) return this.#describe({ url, ...credentials }, 'REDIS_URL');
    if (host === undefined) return undefined;
    problems.push(...findProblems(hostSchema, host, { path: 'REDIS_HOST', source: this.name }));
    return this.#describe({ host, port: this.#port(problems), ...credentials }, 'REDIS_HOST');
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
    if (isSet('REDIS_URL')) {
      return ['REDIS_HOST', 'REDIS_PORT']
        .filter(isSet)
        .map((name) => `${name} is ignored: REDIS_URL is set.`);
    }
    if (isSet('REDIS_HOST')) return [];
    return ['REDIS_PORT', 'REDIS_USERNAME', 'REDIS_PASSWORD']
      .filter(isSet)
      .map((name) => `${name} is ignored: neither REDIS_URL nor REDIS_HOST is set.`);
  }

  #get(name: string): string | undefined {
    return this.environment[name] === '' ? undefined : this.environment[name];
  }

  #describe(options: StandalonePoolOptions, path: string): PoolDescription {
    return { options, source: this.name, path, fieldPaths: { url: path, ...SHARED_VARIABLES } };
  }
}
