import { isUtf8 } from 'node:buffer';
import type { RedisClient } from '../../connections/pool-clients.js';
import { scanSteps } from '../../operations/scan-steps.js';
import { WakeSignal } from '../../resilience/wake-signal.js';
import type { TriggerEngine } from '../engine/trigger-engine.js';
import { OWN_KEY_VALUE } from '../engine/ttl-keys.js';
import { SWEEPER_LEASE_MS, type SweepTurns } from './sweep-turns.js';

/** Keys that one SCAN looks at. */
const KEYS_PER_STEP = '500';
/** Least pause between two steps. A step that takes longer is followed by a pause as long. */
const PAUSE_MS = 10;
/** Between two looks at the sweep of another process. */
const TURN_POLL_MS = 250;

/** What a {@link ForeignKeySweep} works with. */
export interface SweepParts {
  readonly client: RedisClient;
  readonly engine: TriggerEngine;
  /** MATCH pattern of trigger keys. */
  readonly pattern: string;
  readonly turns: SweepTurns;
}

/** What a sweep found. */
export interface SweepResult {
  /** Trigger keys that other programs have set. */
  readonly seen: number;
  /** Those that were not scheduled yet, and are now. */
  readonly takenOver: number;
}

/**
 * Finds trigger keys that other programs set while nobody listened, and schedules them for the moment they expire: from
 * then on they fire even if nobody listens at that moment.
 *
 * This is the one place that goes through the keyspace. Nothing else can find these keys: whoever wrote them knows of
 * no index, and what Redis announces once is not told again. So it happens when there is a reason only, at the start
 * and after a gap in the subscription, never on a timer; one process of the fleet does it; and it leaves Redis at least
 * half of its time: 500 keys, then a pause of 10 ms or of as long as they took. SCAN also makes Redis notice keys that
 * have expired already, so their events come now rather than some time.
 */
export class ForeignKeySweep {
  readonly #parts: SweepParts;
  readonly #noPause = new WakeSignal();
  #stopped = false;

  constructor(parts: SweepParts) {
    this.#parts = parts;
  }

  /**
   * Resolves when everything that was there at the time of the call has been swept, by whomever.
   * @returns what was found; undefined if another process did it, or after {@link ForeignKeySweep.stop}
   * @throws ConnectivityError | CommandRefusedError, ReplyError
   */
  async run(): Promise<SweepResult | undefined> {
    const { turns } = this.#parts;
    const number = await turns.ask();
    while (!this.#stopped && !(await turns.isAnswered(number))) {
      const answered = await turns.begin();
      if (answered !== undefined) return this.#sweepAndEnd(answered);
      if (!this.#stopped) await this.#noPause.wait(TURN_POLL_MS);
    }
    return undefined;
  }

  /** Ends what is running at its next step. */
  stop(): void {
    this.#stopped = true;
    this.#noPause.notify();
  }

  async #sweepAndEnd(answered: number): Promise<SweepResult | undefined> {
    const { turns } = this.#parts;
    let result: SweepResult | undefined;
    try {
      result = await this.#sweep();
    } finally {
      // If this fails too, the lock goes by itself.
      await turns.end(result === undefined ? undefined : answered);
    }
    return result;
  }

  async #sweep(): Promise<SweepResult | undefined> {
    const { client, pattern, turns } = this.#parts;
    let seen = 0;
    let takenOver = 0;
    let renewedAt = performance.now();
    let stepBeganAt = renewedAt;
    for await (const keys of scanSteps(client, { pattern, count: KEYS_PER_STEP, as: 'buffer' })) {
      const found = await this.#foreign(keys);
      const outcomes = await Promise.all(found.map(async (key) => this.#parts.engine.takeOver(key)));
      seen += found.length;
      takenOver += outcomes.filter((isNew) => isNew).length;
      const now = performance.now();
      if (now - renewedAt > SWEEPER_LEASE_MS / 3) {
        await turns.goOn();
        renewedAt = now;
      }
      if (!this.#stopped) await this.#noPause.wait(Math.max(PAUSE_MS, now - stepBeganAt));
      if (this.#stopped) return undefined;
      stepBeganAt = performance.now();
    }
    return { seen, takenOver };
  }

  /** Trigger keys of other programs: texts, as SETEX makes them, without the mark of the engine's own keys. */
  async #foreign(keys: ReadonlyArray<string | Buffer>): Promise<string[]> {
    const { client, engine } = this.#parts;
    const named = keys
      .map((key) => Buffer.from(key))
      .filter((key) => isUtf8(key))
      .map(String)
      .filter((key) => engine.parseKey(key) !== null);
    const marks = await Promise.all(named.map(async (key) => beginningOf(client, key)));
    return named.filter((_key, index) => marks[index] !== undefined && marks[index] !== OWN_KEY_VALUE);
  }
}

/** The first bytes of a text, as many as tell whether it is the mark; undefined if it is of another type. */
async function beginningOf(client: RedisClient, key: string): Promise<string | undefined> {
  try {
    return await client.getrange(key, 0, OWN_KEY_VALUE.length);
  } catch (error) {
    if (error instanceof Error && error.message.startsWith('WRONGTYPE')) return undefined;
    throw error;
  }
}
