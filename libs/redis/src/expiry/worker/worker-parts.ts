import type { LoggerService } from '@nestjs/common';
import type { ValueCodec } from '../../codec/value-codec.js';
import type { HandlerInvoker } from '../../dispatch/handler.invoker.js';
import type { ExpiryEvents } from '../expiry-events.js';
import type { ExpiryHandlerRegistry } from '../expiry-handler.registry.js';
import type { ResolvedExpiryOptions } from '../expiry-options.js';
import type { HandlerSlots } from './handler-slots.js';

/** What everything that runs triggers in an application shares. */
export interface WorkerParts {
  readonly registry: ExpiryHandlerRegistry;
  readonly invoker: HandlerInvoker;
  /** Reads payloads. */
  readonly codec: ValueCodec;
  readonly events: ExpiryEvents;
  readonly options: ResolvedExpiryOptions;
  readonly slots: HandlerSlots;
  readonly logger: LoggerService;
}

/** Context of the worker's log lines. */
export const LOG_CONTEXT = 'ExpiryWorker';
