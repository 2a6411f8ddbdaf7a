import type { z } from 'zod';
import { objectSchema, optionalInteger } from '../config/option-schemas.js';

/** Options of the worker that calls `@OnBatch` handlers. */
export interface BatchWorkerOptions {
  /** Milliseconds between two looks for work while there is none, from 10 to an hour. @default 1000 */
  readonly pollIntervalMs?: number | undefined;
  /**
   * Milliseconds that running handlers get to finish when the application stops, up to ten minutes. Then their
   * `signal` is aborted and their unfinished items are given back.
   * @default 10000
   */
  readonly shutdownGraceMs?: number | undefined;
}

/** Injection token of {@link BatchWorkerOptions}. */
export const BATCH_WORKER_OPTIONS = Symbol('tenantry:batch-worker-options');

const SHORTEST_POLL_MS = 10;
const LONGEST_POLL_MS = 3_600_000;
const LONGEST_GRACE_MS = 600_000;

/** Schema of {@link BatchWorkerOptions}. */
export const batchWorkerOptionsSchema: z.ZodType<BatchWorkerOptions> = objectSchema<BatchWorkerOptions>({
  pollIntervalMs: optionalInteger(SHORTEST_POLL_MS, LONGEST_POLL_MS),
  shutdownGraceMs: optionalInteger(0, LONGEST_GRACE_MS),
});
