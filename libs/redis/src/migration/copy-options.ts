import type { CoreModuleOptions } from '../config/module-options.js';

/** What is copied where, and for how long. */
export interface CopyToHashTagsOptions {
  /** The deployment that is copied, as its application is configured. It is only read. */
  readonly from: CoreModuleOptions;
  /**
   * The deployment that is written to, as its application is going to be configured: with a hash tag, and with the
   * fields that are indexed.
   */
  readonly to: CoreModuleOptions;
  /**
   * First words of the keys of your own repositories, `visits` for `TenantRepository.key('visits', ...)`: they get a
   * hash tag as the library's keys do.
   * @default none
   */
  readonly ownNames?: readonly string[] | undefined;
  /**
   * Copies keys that are neither the library's nor in `ownNames`, under the same name.
   * @default false: they are reported
   */
  readonly includeUnknown?: boolean | undefined;
  /** Ends as soon as a pass finds nothing to copy. @default false: goes on until the signal is aborted */
  readonly untilInSync?: boolean | undefined;
  /** Ends the copy, after a last look at what is equal. @default never */
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds between two passes, from 0. @default 1_000 */
  readonly pauseMs?: number | undefined;
  /** Told of each pass, and of the verification at the end. @default nobody is told */
  readonly onProgress?: ((progress: CopyPassReport) => void) | undefined;
}

/** Keys, triggers and dead letters of one kind, such as `user` or `scheduled trigger`. */
export interface CopyCount {
  /** How many the source has. */
  readonly source: number;
  /** How many were the same in the target. */
  readonly equal: number;
}

/** What one pass over everything found. */
export interface CopyPassReport {
  /** Counted from 1. */
  readonly pass: number;
  /** Whether this is the last one, which writes nothing. */
  readonly verification: boolean;
  /** By kind. */
  readonly kinds: Readonly<Record<string, CopyCount>>;
  /** What was missing in the target, or different. */
  readonly copied: number;
  /** What the source no longer has, removed from the target. */
  readonly removed: number;
  /** What the target holds otherwise because somebody else wrote it, or two pools of the source have under one key. */
  readonly conflicts: number;
  /** Keys that are not the library's. Not counted with `includeUnknown`, save names that are no valid UTF-8. */
  readonly unknown: number;
  /** Some of the keys in conflict, as the target has them. */
  readonly conflictingKeys: readonly string[];
  /** Some of the unknown keys. */
  readonly unknownKeys: readonly string[];
}

/** How the copy ended. */
export interface CopyReport {
  /** Whether the verification found everything of the source in the target, and nothing else of the copy's. */
  readonly inSync: boolean;
  /** How many passes there were, the verification included. */
  readonly passes: number;
  /** What was written in all. */
  readonly copied: number;
  /** What was removed from the target in all. */
  readonly removed: number;
  /** What the last pass found, which wrote nothing. */
  readonly verification: CopyPassReport;
}
