import { TENANTRY_ERROR_CODES } from '../common/error-codes.js';
import { TenantryError } from '../common/tenantry.error.js';

/** One thing that is wrong with the configuration. */
export interface ConfigurationProblem {
  /** Option or environment variable: `pools.user.port`, `REDIS_URL`. */
  readonly path: string;
  /** What was expected and what was found, without secrets. */
  readonly problem: string;
  /** Source that says so: `options`, `environment`. */
  readonly source: string;
}

/** The configuration cannot be used. Names everything that is wrong with it at once. */
export class InvalidConfigurationError extends TenantryError {
  readonly #problems: readonly ConfigurationProblem[];

  constructor(problems: readonly ConfigurationProblem[]) {
    const lines = problems.map(({ path, problem, source }) => `  ${path}: ${problem} (${source})`);
    super(`The Redis configuration is not valid:\n${lines.join('\n')}`, {
      code: TENANTRY_ERROR_CODES.INVALID_CONFIGURATION,
      details: { problems },
    });
    this.#problems = problems;
  }

  /** Everything that is wrong, in the order of the message. */
  get problems(): readonly ConfigurationProblem[] {
    return this.#problems;
  }
}
