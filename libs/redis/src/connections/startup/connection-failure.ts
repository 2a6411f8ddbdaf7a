import type { ResolvedPoolOptions } from '../../config/resolved-config.js';
import { ConnectivityError } from '../connectivity.errors.js';
import { rootCauseOf } from '../driver-errors.js';

/** How ioredis tells the lack of an answer: of a command, of CLUSTER SLOTS, of a Sentinel. */
const NO_REPLY = /(?:^|because )(?:Command timed out|timeout)$/;

/** All that ioredis says of a node or a Sentinel it could not connect to. */
const CLOSED = /(?:^|because )Connection is closed\.?$/;

const NOT_REACHED = 'none of them could be connected to';

/** Why connecting failed, without secrets, and without what the guard makes of it for callers of commands. */
export function connectionFailure(
  error: unknown,
  { topology, commandTimeoutMs }: ResolvedPoolOptions,
): Error {
  const root = rootCauseOf(error);
  const failure = root instanceof ConnectivityError && root.cause instanceof Error ? root.cause : root;
  if (NO_REPLY.test(failure.message)) {
    return new Error(`no reply within ${commandTimeoutMs} ms`, { cause: failure });
  }
  return topology !== 'standalone' && CLOSED.test(failure.message)
    ? new Error(NOT_REACHED, { cause: failure })
    : failure;
}

/** Whether a failure says nothing but that there is no connection. */
export function saysLittle({ message }: Error): boolean {
  return message === NOT_REACHED;
}
