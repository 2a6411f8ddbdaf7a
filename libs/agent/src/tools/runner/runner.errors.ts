import { TENANTRY_ERROR_CODES, TenantryError } from '@tenantry/redis';

/**
 * A function or tool took longer than its `timeoutMs`. Its signal is aborted; a worker thread is ended. What it had
 * done until then stays done.
 */
export class RunTimeoutError extends TenantryError {
  constructor(name: string, timeoutMs: number) {
    super(`"${name}" did not finish within ${timeoutMs} ms. Raise its timeoutMs, or let it do less.`, {
      code: TENANTRY_ERROR_CODES.RUN_TIMEOUT,
      details: { operation: name, timeoutMs },
      statusCode: 504,
    });
  }
}

/** As many wait for a lane as may: nothing was run. */
export class LaneFullError extends TenantryError {
  constructor(lane: string, maxQueued: number) {
    super(
      `Lane "${lane}" is full: ${maxQueued} wait already. Try again later, or raise maxQueued or the lane's size.`,
      {
        code: TENANTRY_ERROR_CODES.LANE_FULL,
        details: { lane, maxQueued },
        retryable: true,
        statusCode: 503,
      },
    );
  }
}

/** The application stops: nothing is started any more, and what was not finished in time is given up. */
export class RunnerStoppedError extends TenantryError {
  constructor() {
    super('The application stops: no tool is started any more, and unfinished ones are given up.', {
      code: TENANTRY_ERROR_CODES.RUNNER_STOPPED,
      retryable: true,
      statusCode: 503,
    });
  }
}
