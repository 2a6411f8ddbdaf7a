/**
 * How far the time of triggers is from the server's clock: milliseconds to be added to it; or `=` and a time, in
 * milliseconds since 1970, at which it stands still.
 */
export type TimeShift = number | `=${number}`;

/** What every script of a trigger partition is given. */
export interface TriggerPartitionKeys {
  /** What the partition's keys begin with: `{exp:<namespace>:<alias>:<p>}:`. */
  readonly prefix: string;
  /** Channel that says when something is due earlier than workers know. */
  readonly nudgeChannel: string;
  /** 0 except in the testing kit. */
  readonly timeShift: TimeShift;
}

/**
 * KEYS of a script of a partition, before others. The second one never exists: while the slot moves to another node,
 * the servers therefore refuse the script as a whole (TRYAGAIN), instead of running it where only some of the keys that
 * it derives from the first are.
 */
export function partitionKeys(prefix: string): [prefix: string, never: string] {
  return [prefix, `${prefix}moving`];
}
