import type { ResolvedPoolOptions } from '../../config/resolved-config.js';
import { ConnectivityError } from '../connectivity.errors.js';
import { rootCauseOf } from '../driver-errors.js';

/** How ioredis tells the lack of an answer: of a command, of CLUSTER SLOTS, of a Sentinel. */
const NO_REPLY = /(?:^|because )(?:Command timed out|timeout)$/;

/** All that ioredis says of a node or a Sentinel it could not connect to. */
const CLOSED = /(?:^|because )Connection is closed\.?$/;

const NOT_REACHED = 'none of them could be connected to';

/** The end of TLS in the words of OpenSSL: its own source file among them. */
const TLS_ERROR = /^ERR_SSL_|^EPROTO$/;

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
    : readable(failure);
}

/** A failure of TLS in few words; others as they are. */
export function readable(failure: Error): Error {
  const [code, reason]: unknown[] = [Reflect.get(failure, 'code'), Reflect.get(failure, 'reason')];
  const isTls = typeof code === 'string' && TLS_ERROR.test(code) && typeof reason === 'string';
  return isTls ? new Error(`TLS failed with "${reason}"`, { cause: failure }) : failure;
}

/** Whether a failure says nothing but that there is no connection. */
export function saysLittle({ message }: Error): boolean {
  return message === NOT_REACHED;
}

/** Whether a failure may hide one of TLS. */
export function mayHideTls(failure: Error): boolean {
  return saysLittle(failure) || /ECONNRESET|EPIPE|closed|disconnected/.test(failure.message);
}
