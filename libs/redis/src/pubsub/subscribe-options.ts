import type { ModelClass } from '../codec/models.js';
import { checkInteger } from '../common/check-integer.js';
import { describeType } from '../common/describe.js';
import { InvalidArgumentError } from '../common/invalid-argument.error.js';
import type { PoolAlias } from '../common/pool-alias.js';
import type { ChannelGap } from './channel-message.js';

/**
 * What happens when messages come faster than they are read and the queue is full:
 * - `'drop-oldest'`: the oldest message makes room for the newest, and `onGap` is told;
 * - `'error'`: the subscription ends, and its iteration throws {@link ChannelOverflowError} after what is queued;
 * - `'pause'`: nothing more is read from the server until there is room. Such a subscription has a connection of its
 *   own, since pausing a shared one would hold up the others. Redis buffers for a slow reader only so long
 *   (`client-output-buffer-limit pubsub`, 32 MB by default): then it closes the connection, and `onGap` is told.
 */
export type OverflowPolicy = 'pause' | 'drop-oldest' | 'error';

const OVERFLOW_POLICIES: ReadonlySet<unknown> = new Set<OverflowPolicy>(['pause', 'drop-oldest', 'error']);

/** One channel, or a glob pattern as in PSUBSCRIBE: `*`, `?`, `[ab]`, `\` before a character that is meant itself. */
export type ChannelSelector = string | { readonly pattern: string };

/** Options of a subscription. */
export interface SubscribeOptions<T extends object = object> {
  /**
   * Most messages that wait to be read, from 1 to 1,000,000. With `'pause'` the rest of what had arrived in one piece
   * is queued too: up to 64 KiB.
   * @default 1000
   */
  readonly maxQueue?: number | undefined;
  /** @default 'drop-oldest' */
  readonly overflow?: OverflowPolicy | undefined;
  /** Ends the subscription: the iteration stops as with `break`, and what is queued is dropped. */
  readonly signal?: AbortSignal | undefined;
  /**
   * Class that values are read back as, validated. A message that does not satisfy it is passed over and told to
   * {@link SubscribeOptions.onUnreadable}.
   * @default none: plain values
   */
  readonly model?: ModelClass<T> | undefined;
  /** Pool whose server is listened to. @default 'pubsub' */
  readonly pool?: PoolAlias | undefined;
  /**
   * Sharded pub/sub (Redis 7): in a cluster only the node of the channel's slot passes the message on. The publisher
   * has to say so too. Not for patterns, which Redis does not have there, and not with `overflow: 'pause'`.
   * @default false
   */
  readonly sharded?: boolean | undefined;
  /** Told when messages may have been missed. What it throws is logged. @default a line in the log for overflows */
  readonly onGap?: ((gap: ChannelGap) => void) | undefined;
  /** Told of each message that does not satisfy the model. @default a line in the log, at most one per second */
  readonly onUnreadable?: ((failure: Error) => void) | undefined;
}

const DEFAULT_MAX_QUEUE = 1_000;
const LARGEST_QUEUE = 1_000_000;

/** How a subscription queues. */
export interface QueueLimits {
  readonly maxQueue: number;
  readonly overflow: OverflowPolicy;
}

/** @throws InvalidArgumentError */
export function queueLimits({
  maxQueue,
  overflow,
}: Pick<SubscribeOptions, 'maxQueue' | 'overflow'>): QueueLimits {
  return {
    maxQueue: checkMaxQueue(maxQueue ?? DEFAULT_MAX_QUEUE),
    overflow: checkOverflow(overflow ?? 'drop-oldest'),
  };
}

/** @throws InvalidArgumentError */
export function checkMaxQueue(maxQueue: number): number {
  return checkInteger('maxQueue', maxQueue, 1, LARGEST_QUEUE);
}

function checkOverflow(overflow: OverflowPolicy): OverflowPolicy {
  if (OVERFLOW_POLICIES.has(overflow)) return overflow;
  throw new InvalidArgumentError('overflow', `'pause', 'drop-oldest' or 'error'`, describeType(overflow));
}

/**
 * The pattern of a selector; null for a single channel.
 * @throws InvalidArgumentError if it is neither
 */
export function patternOf(selector: ChannelSelector): string | null {
  if (typeof selector === 'string') return null;
  const pattern: unknown = typeof selector === 'object' && selector !== null ? selector.pattern : undefined;
  if (typeof pattern === 'string') return pattern;
  throw new InvalidArgumentError('channel', 'text or { pattern }', describeType(selector));
}

/** @throws InvalidArgumentError for what is asked of sharded pub/sub that it does not have */
export function checkSharded(selector: ChannelSelector, { sharded, overflow }: SubscribeOptions): void {
  if (sharded !== true) return;
  if (patternOf(selector) !== null) {
    throw new InvalidArgumentError('sharded', 'a single channel: Redis has no sharded patterns', 'a pattern');
  }
  if (overflow === 'pause') {
    throw new InvalidArgumentError('overflow', `'drop-oldest' or 'error' with sharded`, `'pause'`);
  }
}
