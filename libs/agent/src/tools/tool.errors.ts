import { TENANTRY_ERROR_CODES, TenantryError } from '@tenantry/redis';

/** One thing that is wrong with the input of a tool. */
export interface ToolInputIssue {
  /** Field: `address.city`; empty for the input as a whole. */
  readonly path: string;
  /** What was expected. */
  readonly message: string;
}

const MOST_ISSUES_IN_A_MESSAGE = 10;

/** The input of a tool is not what it declares. */
export class ToolInputError extends TenantryError {
  constructor(tool: string, issues: readonly ToolInputIssue[]) {
    const shown = issues
      .slice(0, MOST_ISSUES_IN_A_MESSAGE)
      .map(({ path, message }) => (path === '' ? message : `${path}: ${message}`));
    const more = issues.length - shown.length;
    super(
      `The input of tool "${tool}" is refused: ${shown.join('; ')}${more > 0 ? ` (and ${more} more)` : ''}.`,
      { code: TENANTRY_ERROR_CODES.TOOL_INPUT, details: { tool, issues }, statusCode: 400 },
    );
  }
}

/**
 * A tool in a worker thread threw an error, which is the `cause`: of its own class if the language defines it, else an
 * `Error` with its name, message, stack and code. Errors of state calls are not wrapped: they arrive as they were.
 */
export class ToolFailedError extends TenantryError {
  constructor(tool: string, cause: Error) {
    super(`Tool "${tool}" failed: ${cause.message}`, {
      code: TENANTRY_ERROR_CODES.TOOL_FAILED,
      details: { tool },
      cause,
    });
  }
}

/** The thread of a tool ended before the tool did: `process.exit`, no memory left, an error that nobody caught. */
export class ToolCrashedError extends TenantryError {
  constructor(tool: string, cause: Error) {
    super(
      `The worker thread of tool "${tool}" ended before the tool did: ${cause.message}. ` +
        'Another thread takes its place; what the tool had written until then stays.',
      { code: TENANTRY_ERROR_CODES.TOOL_CRASHED, details: { tool }, cause },
    );
  }
}
