import type { ScriptArgument, ScriptClient } from './redis-script.js';

/** KEYS of a script that writes a record: the record's own, then those of its indexes. */
export type RecordKeys = readonly [record: string, ...indexes: string[]];

/** A record's key with what a script needs to keep its indexes right: see `includes/indexes.lua`. */
export interface IndexedKey {
  /** The record's own key, then those of its indexes. */
  readonly keys: RecordKeys;
  /** The suffix, then for each index its field or, in an index of records, the entry. Empty without indexes. */
  readonly indexArguments: readonly string[];
  /** The record's indexes, where they are in other slots: then no script can write both, and `keys` is the record's. */
  readonly apart?: RecordIndexesApart | undefined;
}

/** Keeps the indexes of one record that are in other slots than the record. */
export interface RecordIndexesApart {
  /**
   * Writes the record between two steps that keep its indexes. Whatever happens in between, a value that `written`
   * names is found.
   * @param ttlMs what the write may make of the record's expiry; -1 for ever
   * @param written fields and texts in turn, as far as they are known before
   */
  around<T>(
    client: ScriptClient,
    ttlMs: number,
    written: readonly ScriptArgument[],
    write: () => Promise<T>,
  ): Promise<T>;
  /** Runs a write that takes away the record, or fields of it, then removes entries that no longer hold. */
  shrink(client: ScriptClient, write: () => Promise<boolean>): Promise<boolean>;
  /** Puts the record into its indexes, whoever wrote it. @returns false if there is none */
  put(client: ScriptClient): Promise<boolean>;
}
