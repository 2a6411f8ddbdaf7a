import { Inject, Injectable, type LoggerService } from '@nestjs/common';
import { EventHub } from '../common/event-hub.js';
import { logFailedListeners } from '../common/failed-listeners.js';
import { LIBRARY_LOGGER } from '../common/logger.token.js';
import type { CircuitState, PoolState } from './pool-snapshots.js';

/** How a command ended. `answered`: by the server, with a value or an error reply. */
export type CommandOutcome = 'answered' | 'error-reply' | 'failed' | 'refused';

/** What happens to pools, as {@link RedisPoolEvents} tells it. */
export interface RedisPoolEventMap {
  /** The state changed. `reason`: message of the failure that did it, without secrets; null on recovery. */
  readonly stateChanged: {
    readonly pool: string;
    readonly from: PoolState;
    readonly to: PoolState;
    readonly circuit: CircuitState;
    readonly reason: string | null;
  };
  /** A command ended. Told only while somebody listens. */
  readonly command: {
    readonly pool: string;
    /** Lower case: `hget`, `evalsha`. */
    readonly command: string;
    readonly outcome: CommandOutcome;
    /** From the call to its end, waiting included; 0 if it was refused. */
    readonly durationMs: number;
    /** First word of an error reply, or the code of our error; null if there is none. */
    readonly errorType: string | null;
    /** What {@link RedisPoolEvents.captureContext} returned when it was called; undefined without one. */
    readonly context?: unknown;
  };
  /** A command is sent once more, because its connection was lost and repeating it does no harm. */
  readonly retried: { readonly pool: string; readonly command: string };
  /** A connection of the pool became ready, was lost, or could not be made. */
  readonly connection: { readonly pool: string; readonly kind: 'ready' | 'lost' | 'failed' };
}

/** Names of the events in {@link RedisPoolEventMap}. */
export type RedisPoolEventName = keyof RedisPoolEventMap;

/** Tells what happens to the pools of this application: the source of metrics and alerts. */
@Injectable()
export class RedisPoolEvents extends EventHub<RedisPoolEventMap> {
  /**
   * For tracing: called when a command is, in the async context of whoever calls it. What it returns comes back with the
   * command's event, which is told in another one.
   * @default nothing is kept
   */
  captureContext: (() => unknown) | undefined;

  constructor(@Inject(LIBRARY_LOGGER) logger: LoggerService) {
    super(logFailedListeners(logger, 'RedisPoolEvents'));
  }
}
