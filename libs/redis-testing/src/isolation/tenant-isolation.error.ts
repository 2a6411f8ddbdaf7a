import type { TouchedName } from './touched-names.js';

/** Something that reached beyond the tenant it was done for. */
export interface IsolationViolation extends TouchedName {
  /** Name of the operation. */
  readonly operation: string;
  /** What it was called with. */
  readonly id: string;
  /** The Redis command. */
  readonly command: string;
  /** Whether a script called it. */
  readonly isFromScript: boolean;
}

/** An operation that could not be checked, and why. */
export interface UncheckedOperation {
  /** Its name. */
  readonly operation: string;
  /** What it was called with; absent if that does not matter. */
  readonly id?: string;
  /** Why it could not be checked. */
  readonly problem: string;
}

const LONGEST_TEXT = 80;

/** Operations of one tenant reached keys or channels that are not the tenant's, or could not be checked. */
export class TenantIsolationError extends Error {
  readonly code = 'TENANT_ISOLATION';

  constructor(
    tenant: string,
    readonly violations: readonly IsolationViolation[],
    readonly unchecked: readonly UncheckedOperation[],
  ) {
    super(
      [
        `What was done as tenant "${tenant}" is not isolated: ${violations.length} violation(s), ` +
          `${unchecked.length} operation(s) that could not be checked.`,
        ...violations.map(describeViolation),
        ...unchecked.map(
          ({ operation, id, problem }) =>
            `- ${operation}${id === undefined ? '' : ` with ${shown(id)}`}: ${problem}`,
        ),
      ].join('\n'),
    );
    this.name = 'TenantIsolationError';
  }
}

function describeViolation({ operation, id, command, isFromScript, kind, name }: IsolationViolation): string {
  const what = kind === 'everything' ? 'the keys of all tenants' : `the ${kind} ${shown(name)}`;
  const by = `${command.toUpperCase()}${isFromScript ? ' in a script' : ''}`;
  return `- ${operation} with ${shown(id)} reached ${what} by ${by}`;
}

function shown(text: string): string {
  const quoted = JSON.stringify(text);
  return quoted.length > LONGEST_TEXT
    ? `${quoted.slice(0, LONGEST_TEXT)}..." (${text.length} characters)`
    : quoted;
}
