import type { SyncSharedState, SyncWriteOptions } from './sync-shared-state.js';

/**
 * Base of synchronous tools, which run in a worker thread: they may compute for as long as their time allows without
 * holding up anybody else. State methods return values, not promises, and are those of the tenant and user that the
 * tool runs for.
 * ```ts
 * export class WordCounter extends SyncTool<{ text: string }, number> {
 *   run({ text }: { text: string }) {
 *     const words = text.split(/\s+/).length;
 *     this.updateStateField('tool_history', 'last_tool', 'word_counter');
 *     return words;
 *   }
 * }
 * ```
 * Every run has a new instance, and a thread runs one tool after the other, for all tenants: keep nothing of a tenant
 * in variables of the module, and leave no timer or promise behind.
 */
export abstract class SyncTool<Input extends object, Output = unknown> {
  /** All that can be done with the user's states. */
  protected readonly sharedState: SyncSharedState;

  constructor(sharedState: SyncSharedState) {
    this.sharedState = sharedState;
  }

  /** @param input as the description of the tool declares it; an instance of a class arrives as a plain object */
  abstract run(input: Input): Output;

  /** A whole state, or null if there is none. */
  protected getState(state: string): Record<string, unknown> | null {
    return this.sharedState.get(state);
  }

  /** Writes the named fields of a state; the others stay. @returns true if the state is new */
  protected upsertState(state: string, data: object, options?: SyncWriteOptions): boolean {
    return this.sharedState.upsert(state, data, options);
  }

  /** One field of a state, or null if there is none. */
  protected getStateField(state: string, field: string): unknown {
    return this.sharedState.getField(state, field);
  }

  /** Writes one field of a state; the others stay. @returns true if the state is new */
  protected updateStateField(
    state: string,
    field: string,
    value: unknown,
    options?: SyncWriteOptions,
  ): boolean {
    return this.sharedState.updateField(state, field, value, options);
  }

  /** Removes a state. @returns true if there was one */
  protected deleteState(state: string): boolean {
    return this.sharedState.delete(state);
  }

  /** Names of the user's states. */
  protected listStates(): string[] {
    return this.sharedState.list();
  }
}
