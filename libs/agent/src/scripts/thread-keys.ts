/** Keys of a thread and of the indexes it is in, as its scripts take them. */
export interface ThreadKeys {
  /** The thread, its messages, then the indexes by last update, by expiry and by id. */
  readonly keys: readonly [thread: string, messages: string, ...indexes: string[]];
  /** The thread's id as it stands in keys. */
  readonly segment: string;
}

/** What the keys of all threads of a tenant have in common. */
export interface ThreadsKeys {
  /** What the keys of threads begin with, twice; then the indexes by last update, by expiry and by id. */
  readonly keys: readonly [prefix: string, samePrefix: string, ...indexes: string[]];
  /** What the key of a thread's messages adds to the thread's: `:messages`. */
  readonly messagesSuffix: string;
  readonly byUpdate: string;
  readonly byExpiry: string;
  readonly byId: string;
}

/** Which version of a thread a write is meant for; empty texts: any. */
export interface ExpectedVersion {
  readonly version: string;
  readonly createdAt: string;
}
