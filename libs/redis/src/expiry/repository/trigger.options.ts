import type { PoolOption } from '../../repositories/repository-options.js';

/**
 * When a trigger is due: seconds from now (more than 0, fractions to the millisecond, at most ten years), or a point
 * in time (one in the past: now).
 */
export type TriggerWhen = number | { readonly dueAt: Date };

/** Options of {@link TriggerRepository.set}. `pool`: one that `expiry.listeners` names. */
export interface SetTriggerOptions extends PoolOption {
  /**
   * What the handler is to get: any value that a repository can store.
   * @default none: the handler gets null
   */
  readonly payload?: unknown;
}

/** A trigger for {@link TriggerRepository.setMany}. */
export interface TriggerEntry {
  readonly action: string;
  readonly identifier: string;
  /** @default the tenant's `ttl.triggers` (an hour) */
  readonly when?: TriggerWhen | undefined;
  /** @default none: the handler gets null */
  readonly payload?: unknown;
}

/** Options of a read of one page of triggers or dead letters. */
export interface TriggerPageOptions extends PoolOption {
  /** `cursor` of the page before. @default the beginning */
  readonly cursor?: string | undefined;
  /** Most entries of the page, 1 to 500. @default 100 */
  readonly limit?: number | undefined;
}

/** Options of {@link TriggerRepository.list}. */
export interface ListTriggersOptions extends TriggerPageOptions {
  /** Only triggers of this action. @default all */
  readonly action?: string | undefined;
}
