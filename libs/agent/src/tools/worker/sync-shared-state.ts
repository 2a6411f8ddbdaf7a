import type { StateBridge } from './state-bridge.js';

/** Options of a write. */
export interface SyncWriteOptions {
  /** As in `WriteOptions` of the repositories. @default as there */
  readonly ttlSeconds?: number | 'keep' | 'none';
}

/**
 * The states of the user a tool runs for, as `SharedStateRepository` has them, but synchronous: a method returns when
 * Redis has answered, and throws `StateCallError`. Values cross between threads: instances of classes arrive as plain
 * objects, and what threads cannot exchange (functions) is refused.
 */
export class SyncSharedState {
  readonly #bridge: StateBridge;

  /** @internal */
  constructor(bridge: StateBridge) {
    this.#bridge = bridge;
  }

  /** A whole state, or null if there is none. */
  get(state: string): Record<string, unknown> | null {
    return this.#bridge.call('get', state) as Record<string, unknown> | null;
  }

  /** Writes the named fields; the others stay. @returns true if the state is new */
  upsert(state: string, data: object, options?: SyncWriteOptions): boolean {
    return this.#bridge.call('upsert', state, data, options) as boolean;
  }

  /** Replaces the whole state. @returns true if the state is new */
  set(state: string, data: object, options?: SyncWriteOptions): boolean {
    return this.#bridge.call('set', state, data, options) as boolean;
  }

  /** One field, or null if there is none. */
  getField(state: string, field: string): unknown {
    return this.#bridge.call('getField', state, field);
  }

  /** Writes one field; the others stay. @returns true if the state is new */
  updateField(state: string, field: string, value: unknown, options?: SyncWriteOptions): boolean {
    return this.#bridge.call('updateField', state, field, value, options) as boolean;
  }

  /** Removes a field. @returns true if it existed */
  deleteField(state: string, field: string): boolean {
    return this.#bridge.call('deleteField', state, field) as boolean;
  }

  /** Adds to a numeric field, however many others do at the same time. @returns its new value */
  incrementField(state: string, field: string, by = 1, options?: SyncWriteOptions): number {
    return this.#bridge.call('incrementField', state, field, by, options) as number;
  }

  /** Appends to the list in a field, however many others do at the same time. @returns the list's new length */
  appendToList(state: string, field: string, value: unknown, options?: SyncWriteOptions): number {
    return this.#bridge.call('appendToList', state, field, value, options) as number;
  }

  /** Removes a state. @returns true if there was one */
  delete(state: string): boolean {
    return this.#bridge.call('delete', state) as boolean;
  }

  /** Whether there is such a state. */
  exists(state: string): boolean {
    return this.#bridge.call('exists', state) as boolean;
  }

  /** Names of the user's states. */
  list(): string[] {
    return this.#bridge.call('list') as string[];
  }
}
