import { InvalidArgumentError } from '../../common/invalid-argument.error.js';
import type { TriggerKeys } from './trigger-keys.js';
import type { TriggerPartition } from './trigger-partition.js';
import type { TtlKeys } from './ttl-keys.js';

export const ADOPT_WINDOW_MS = 60_000;
/** After this the scripts forget what was reported. */
const LONGEST_WINDOW_MS = 600_000;

/** What {@link ForeignKeys} works with. */
export interface ForeignKeysParts {
  readonly keys: TriggerKeys;
  readonly ttlKeys: TtlKeys;
  readonly clustered: boolean;
  readonly lingerMs: number;
  partitionOf(key: string): TriggerPartition;
  announceActions(actions: readonly string[]): Promise<void>;
}

/** Trigger keys that other programs set: see {@link TriggerEngine.adopt} and {@link TriggerEngine.takeOver}. */
export class ForeignKeys {
  readonly #parts: ForeignKeysParts;

  constructor(parts: ForeignKeysParts) {
    this.#parts = parts;
  }

  async adopt(
    key: string,
    listenerId: string,
    windowMs: number,
    listeningMs: number | undefined,
  ): Promise<boolean> {
    const action = this.#actionOf(key);
    if (!(windowMs > 0 && windowMs <= LONGEST_WINDOW_MS)) {
      throw new InvalidArgumentError(
        'windowMs',
        `more than 0 and at most ${LONGEST_WINDOW_MS}`,
        String(windowMs),
      );
    }
    await this.#parts.announceActions([action]);
    const listening = listeningMs === undefined ? 'inf' : Math.floor(listeningMs);
    return this.#parts.partitionOf(key).adopt(key, listenerId, windowMs, listening);
  }

  async takeOver(key: string): Promise<boolean> {
    const { ttlKeys, clustered, lingerMs } = this.#parts;
    const action = this.#actionOf(key);
    const partition = this.#parts.partitionOf(key);
    await this.#parts.announceActions([action]);
    if (!clustered) return partition.takeOver({ key, ttlMs: 'here', lingerMs });
    const [expiresAtMs, ttlMs] = await Promise.all([ttlKeys.expiryTime(key), ttlKeys.remaining(key)]);
    if (ttlMs < 0 || expiresAtMs < 0) return false;
    const isScheduled = await partition.takeOver({ key, ttlMs, lingerMs });
    if (isScheduled) await ttlKeys.prolong(key, expiresAtMs);
    return isScheduled;
  }

  #actionOf(key: string): string {
    const name = this.#parts.keys.parse(key);
    if (name === null) throw new InvalidArgumentError('key', 'the key of a trigger', 'another key');
    return name.action;
  }
}
