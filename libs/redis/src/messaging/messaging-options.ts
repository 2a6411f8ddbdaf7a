import { z } from 'zod';
import { objectSchema, optionalInteger } from '../config/option-schemas.js';

/** Options of the worker that calls `@OnChannelMessage` handlers. */
export interface MessagingOptions {
  /**
   * Whether this process calls handlers at all.
   * @default true
   */
  readonly worker?: boolean | undefined;
  /**
   * Milliseconds that messages which have arrived get to be handled when the application stops, up to ten minutes. Then
   * signals are aborted and the rest is dropped.
   * @default 10000
   */
  readonly shutdownGraceMs?: number | undefined;
}

/** Injection token of {@link MessagingOptions}. */
export const MESSAGING_OPTIONS = Symbol('tenantry:messaging-options');

const LONGEST_GRACE_MS = 600_000;

/** Schema of {@link MessagingOptions}. */
export const messagingOptionsSchema: z.ZodType<MessagingOptions> = objectSchema<MessagingOptions>({
  worker: z.boolean('expected true or false').optional(),
  shutdownGraceMs: optionalInteger(0, LONGEST_GRACE_MS),
});
