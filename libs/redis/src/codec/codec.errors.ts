import { TENANTRY_ERROR_CODES } from '../common/error-codes.js';
import { TenantryError } from '../common/tenantry.error.js';

const LONGEST_PATH_IN_A_MESSAGE = 200;
const MOST_PATHS_IN_A_MESSAGE = 10;

/** A value cannot be stored without loss. */
export class UnsupportedValueError extends TenantryError {
  /** Where the value stands: `profile.scores[2]`. */
  readonly path: string;

  constructor(path: string, problem: string) {
    super(`${shorten(path)} cannot be stored: ${problem}.`, {
      code: TENANTRY_ERROR_CODES.UNSUPPORTED_VALUE,
      details: { field: shorten(path), problem },
      statusCode: 400,
    });
    this.path = path;
  }
}

/** One place of a stored value that does not satisfy the model. */
export interface ModelFailure {
  /** Where: `profile.scores[2]`. */
  readonly path: string;
  /** Names of the violated constraints as class-validator calls them: `isInt`, `isNotEmpty`. */
  readonly constraints: readonly string[];
}

/** A stored value does not satisfy the model it is read with. */
export class ModelValidationError extends TenantryError {
  /** Every place that failed, with the constraints it violates. */
  readonly failures: readonly ModelFailure[];

  constructor(field: string, modelName: string, failures: readonly ModelFailure[], cause?: unknown) {
    const shown = failures
      .slice(0, MOST_PATHS_IN_A_MESSAGE)
      .map((failure) => `${shorten(failure.path)} (${failure.constraints.join(', ')})`);
    const hidden = failures.length - shown.length;
    super(
      `The stored field ${shorten(field)} does not satisfy the model ${modelName}: ${shown.join(', ')}` +
        `${hidden > 0 ? ` and ${hidden} more` : ''}. Correct the stored value, or read the field without the model.`,
      {
        code: TENANTRY_ERROR_CODES.MODEL_VALIDATION,
        details: { field, model: modelName, paths: failures.map((failure) => failure.path) },
        cause,
      },
    );
    this.failures = failures;
  }

  /** Paths of the values that failed, such as `profile.email`. */
  get paths(): string[] {
    return this.failures.map((failure) => failure.path);
  }
}

function shorten(path: string): string {
  return path.length > LONGEST_PATH_IN_A_MESSAGE ? `${path.slice(0, LONGEST_PATH_IN_A_MESSAGE)}…` : path;
}
