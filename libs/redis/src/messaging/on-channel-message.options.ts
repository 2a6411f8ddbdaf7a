import type { ModelClass } from '../codec/models.js';
import type { PoolAlias } from '../common/pool-alias.js';

/** How the messages of one `@OnChannelMessage` are handled. */
export interface OnChannelMessageOptions {
  /** Most calls of the handler at once in this process, from 1 to 1000. With 1 messages are handled in order. @default 10 */
  readonly concurrency?: number;
  /**
   * Most messages that wait for a free call, from 1 to 1,000,000. Beyond it the oldest are dropped, and the log says so.
   * @default 1000
   */
  readonly maxQueue?: number;
  /** Pool whose server is listened to. @default 'pubsub' */
  readonly pool?: PoolAlias;
  /** Class that values are read back as, validated. A message that does not satisfy it is logged. @default plain values */
  readonly model?: ModelClass;
}
