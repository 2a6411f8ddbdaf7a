import { describeKey, TENANTRY_ERROR_CODES, TenantryError } from '@tenantry/redis';

/** A thread to be changed does not exist, or has expired. */
export class AgentStateNotFoundError extends TenantryError {
  constructor(threadId: string) {
    super(`There is no thread ${describeKey(threadId)}: it was never created, was deleted, or has expired.`, {
      code: TENANTRY_ERROR_CODES.AGENT_STATE_NOT_FOUND,
      details: { threadId: describeKey(threadId) },
      statusCode: 404,
    });
  }
}

/** A thread to be created exists already. Nothing was changed. */
export class AgentStateExistsError extends TenantryError {
  constructor(threadId: string) {
    super(`The thread ${describeKey(threadId)} exists already. Use set to replace it, or another id.`, {
      code: TENANTRY_ERROR_CODES.AGENT_STATE_EXISTS,
      details: { threadId: describeKey(threadId) },
      statusCode: 409,
    });
  }
}

/** A thread is not at the version that a write was meant for. Nothing was changed. */
export class AgentStateConflictError extends TenantryError {
  /** The version that the thread has; 0 if there is none. */
  readonly actualVersion: number;

  constructor(threadId: string, expectedVersion: number, actualVersion: number) {
    const actual =
      actualVersion === 0
        ? 'there is no such thread'
        : actualVersion === expectedVersion
          ? 'it is another one, created since'
          : `it has version ${actualVersion}`;
    super(
      `The thread ${describeKey(threadId)} was expected at version ${expectedVersion}, and ${actual}. ` +
        'Nothing was changed. Read it again and repeat the change.',
      {
        code: TENANTRY_ERROR_CODES.AGENT_STATE_CONFLICT,
        details: { threadId: describeKey(threadId), expectedVersion, actualVersion },
        statusCode: 412,
      },
    );
    this.actualVersion = actualVersion;
  }
}
