import type { ModelMap, RecordOf } from '../../codec/models.js';

/** A state after a merge, with what the seed of this repository adds to it; neither is stored. */
export type MergedState<M extends ModelMap | undefined> = RecordOf<M> & {
  /** Name of the handler. */
  readonly handler_type: string;
  /** Time of the merge, ISO 8601 in UTC. */
  readonly timestamp: string;
};

/** Both override fields of the same name. */
export function mergedState<M extends ModelMap | undefined>(
  state: RecordOf<M>,
  handler: string,
): MergedState<M> {
  return Object.assign(state, { handler_type: handler, timestamp: new Date().toISOString() });
}
