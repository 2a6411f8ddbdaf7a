import type { LoggerService } from '@nestjs/common';
import type { ListenerFailed } from './event-hub.js';
import { messageOf, stackOf } from './thrown.js';

/** Writes listeners that throw to the log. `context`: whose listeners they are. */
export function logFailedListeners(logger: LoggerService, context: string): ListenerFailed {
  return (event, error) =>
    logger.error(`A listener of "${event}" failed: ${messageOf(error)}`, stackOf(error), context);
}
