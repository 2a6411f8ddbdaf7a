/** Which version of a thread a write is meant for. */
export interface VersionCondition {
  /**
   * The write is refused with `AgentStateConflictError` unless the thread has this version: `version` of a state that
   * was read.
   * @default any
   */
  readonly ifVersion?: number | undefined;
  /**
   * Together with `ifVersion`: also refused if the thread was removed and created again since. `createdAt` of a state
   * that was read.
   * @default any
   */
  readonly ifCreatedAt?: Date | undefined;
}

/** Options of every write. */
export interface ThreadWriteOptions extends VersionCondition {
  /**
   * Expiry of the thread: seconds (exactly that, from now), `'keep'` or `'none'`.
   * @default the store's `ttlSeconds` from now, unless the thread lives longer already
   */
  readonly ttlSeconds?: number | 'keep' | 'none' | undefined;
}

/** Options of `set`. */
export interface SetStateOptions extends ThreadWriteOptions {
  /** Leaves the thread's messages as they are, and takes no notice of those of the state. @default false */
  readonly keepMessages?: boolean | undefined;
  /** Refuses to create a thread: `AgentStateNotFoundError`. @default false */
  readonly mustExist?: boolean | undefined;
}

/** Options of `addMessages`. */
export interface AddMessagesOptions extends ThreadWriteOptions {
  /** Creates a missing thread instead of throwing `AgentStateNotFoundError`. @default false */
  readonly createIfMissing?: boolean | undefined;
}

/** Options of reads of a state. */
export interface ReadStateOptions {
  /** `'all'`, or how many of the last messages. @default 'all' */
  readonly messages?: 'all' | number | undefined;
}

/** Options of `list`. */
export interface ListThreadsOptions {
  /** What the ids begin with; every character stands for itself. @default all threads */
  readonly prefix?: string | undefined;
  /** `cursor` of the page before. @default the beginning */
  readonly cursor?: string | undefined;
  /** Threads looked at, 1 to 500. @default 100 */
  readonly limit?: number | undefined;
}

/** A page of thread ids, in byte order. */
export interface ThreadPage {
  /** Ids of threads that exist; fewer than `limit` where some have expired. */
  readonly threadIds: readonly string[];
  /** Where the next page begins; null at the end. */
  readonly cursor: string | null;
}
