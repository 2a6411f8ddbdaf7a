import { InvalidArgumentError } from '../../common/invalid-argument.error.js';
import type { TriggerKeys } from './trigger-keys.js';
import type { TriggerPartition } from './trigger-partition.js';
import type { TtlKeys } from './ttl-keys.js';

const WINDOW_MS = 60_000;
/** After this the scripts forget what was reported. */
const LONGEST_WINDOW_MS = 600_000;

/** A key of a trigger that expired, as a listener was told. */
export interface ExpiredKey {
  readonly key: string;
  /** Since the listener subscribed: it cannot report what expired before. @default longer than the window */
  readonly listeningMs?: number | undefined;
}

/** Who reports expired keys. */
export interface KeyListener {
  /** Unique to a subscription, which hears of each expiry once; without NUL. */
  readonly id: string;
  /** Within which listeners report the same expiry, at most ten minutes. @default 60,000 */
  readonly windowMs?: number | undefined;
}

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
    expiries: readonly ExpiredKey[],
    { id, windowMs = WINDOW_MS }: KeyListener,
  ): Promise<boolean[]> {
    const actions = new Set(expiries.map(({ key }) => this.#actionOf(key)));
    if (!(windowMs > 0 && windowMs <= LONGEST_WINDOW_MS)) {
      throw new InvalidArgumentError(
        'windowMs',
        `more than 0 and at most ${LONGEST_WINDOW_MS}`,
        String(windowMs),
      );
    }
    const [first] = expiries;
    if (first === undefined) return [];
    await this.#parts.announceActions([...actions]);
    // An expiry that is told twice at once is one expiry.
    const reports = new Map(
      expiries.map(({ key, listeningMs }) => [
        key,
        { member: key, listeningMs: listeningMs === undefined ? ('inf' as const) : Math.floor(listeningMs) },
      ]),
    );
    const due = await this.#parts.partitionOf(first.key).adopt({ id, windowMs }, [...reports.values()]);
    const dueOf = new Map([...reports.keys()].map((key, index) => [key, due[index] === true]));
    return expiries.map(({ key }) => dueOf.get(key) === true);
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
