/** What every script of a trigger partition is given. */
export interface TriggerPartitionKeys {
  /** What the partition's keys begin with: `{exp:<namespace>:<alias>:<p>}:`. */
  readonly prefix: string;
  /** Channel that says when something is due earlier than workers know. */
  readonly nudgeChannel: string;
  /** Milliseconds added to the server's clock: 0 except in the testing kit. */
  readonly offsetMs: number;
}
