/** KEYS of a script that writes a record: the record's own, then those of its indexes. */
export type RecordKeys = readonly [record: string, ...indexes: string[]];

/** A record's key with what a script needs to keep its indexes right: see `includes/indexes.lua`. */
export interface IndexedKey {
  readonly keys: RecordKeys;
  /** The suffix, then for each index its field or, in an index of records, the entry. Empty without indexes. */
  readonly indexArguments: readonly string[];
}
