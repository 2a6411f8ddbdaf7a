import { missingPermission } from './missing-permission.js';
import {
  CommandRefusedError,
  FieldTypeError,
  NumberRangeError,
  WrongTypeError,
  type RedisCall,
} from './reply.errors.js';

/**
 * Answers after which the same command may succeed without any change by the caller: the server is starting, failing
 * over, out of memory or busy.
 */
const RETRYABLE_REPLIES: ReadonlySet<string> = new Set([
  'ASK',
  'BUSY',
  'CLUSTERDOWN',
  'LOADING',
  'MASTERDOWN',
  'MISCONF',
  'MOVED',
  'NOREPLICAS',
  'OOM',
  'READONLY',
  'TRYAGAIN',
]);

/** The typed error for what a command was rejected with; what is not an answer of the server stays as it is. */
export function translateError(error: unknown, call: RedisCall): unknown {
  if (!(error instanceof Error) || error.name !== 'ReplyError') return error;
  const [reply, reason] = parseReply(error.message);
  switch (reply) {
    case 'WRONGTYPE':
      return new WrongTypeError(call);
    case 'FIELDTYPE':
      return new FieldTypeError(call, reason);
    case 'NOTEXACT':
      return new NumberRangeError(call, 'beyond 2^53, where numbers are not exact; pass a bigint to go on');
    case 'OVERFLOW':
      return new NumberRangeError(call, 'beyond the 64 bits Redis counts in');
    default:
      // The original is not kept as the cause: it carries the command's arguments, and so stored values.
      return new CommandRefusedError(
        call,
        missingPermission(reply, reason) === undefined ? reply : 'NOPERM',
        reason,
        RETRYABLE_REPLIES.has(reply),
      );
  }
}

/** First word and rest of an error reply. */
function parseReply(message: string): [reply: string, reason: string] {
  // Before Redis 7 an error inside a script comes wrapped: "ERR Error running script (...): @user_script:3: OOM ...".
  const text = message.replace(/^ERR Error running script .*?@user_script: ?\d+: -?(?=[A-Z]+ )/s, '');
  const end = text.indexOf(' ');
  if (end < 0) return [text, 'no reason given'];
  // Redis 7 appends where in a script the error arose; "unknown command" is followed by the arguments sent.
  const reason = text.slice(end + 1).replace(/(?: script: [0-9a-f]{40}|,? with args beginning with).*$/s, '');
  return [text.slice(0, end), reason];
}
