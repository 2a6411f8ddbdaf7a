import { describeKey, describeType } from '../common/describe.js';
import { InvalidArgumentError } from '../common/invalid-argument.error.js';
import { checkKeyPart } from '../keys/key-segment.js';
import { checkMaxQueue, patternOf, type ChannelSelector } from '../pubsub/subscribe-options.js';
import type { OnChannelMessageOptions } from './on-channel-message.options.js';

/** A channel or pattern with everything its worker has to know: the options with the defaults filled in. */
export type HandledChannel = Required<Omit<OnChannelMessageOptions, 'model'>> &
  Pick<OnChannelMessageOptions, 'model'> & {
    /** Null for a pattern. */
    readonly channel: string | null;
    readonly pattern: string | null;
  };

const MAX_CONCURRENCY = 1_000;
const DEFAULT_CONCURRENCY = 10;
const DEFAULT_MAX_QUEUE = 1_000;

/**
 * What `@OnChannelMessage(selector, options)` describes.
 * @throws InvalidArgumentError | InvalidKeyPartError
 */
export function resolveHandledChannel(
  selector: ChannelSelector,
  options: OnChannelMessageOptions,
): HandledChannel {
  const pattern = patternOf(selector);
  return {
    channel: typeof selector === 'string' ? checkKeyPart(selector, '@OnChannelMessage channel') : null,
    pattern: pattern === null ? null : checkKeyPart(pattern, '@OnChannelMessage pattern'),
    concurrency: checkConcurrency(options.concurrency ?? DEFAULT_CONCURRENCY),
    maxQueue: checkMaxQueue(options.maxQueue ?? DEFAULT_MAX_QUEUE),
    pool: options.pool ?? 'pubsub',
    ...(options.model === undefined ? {} : { model: options.model }),
  };
}

/** Names what is handled in messages and logs. */
export function describeHandledChannel({ channel, pattern }: HandledChannel): string {
  return channel === null ? `pattern ${describeKey(pattern ?? '')}` : `channel ${describeKey(channel)}`;
}

function checkConcurrency(concurrency: number): number {
  if (Number.isInteger(concurrency) && concurrency >= 1 && concurrency <= MAX_CONCURRENCY) return concurrency;
  throw new InvalidArgumentError(
    '@OnChannelMessage concurrency',
    `an integer from 1 to ${MAX_CONCURRENCY}`,
    typeof concurrency === 'number' ? String(concurrency) : describeType(concurrency),
  );
}
