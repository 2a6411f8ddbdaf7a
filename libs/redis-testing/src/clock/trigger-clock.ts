import type { ExpiryEvents, ExpiryHandlerRegistry, ExpirySchedule } from '@tenantry/redis';
import { setTimeout as sleep } from 'node:timers/promises';
import { busyError, endlessError, noWorkerError, timeoutError } from './clock-problems.js';
import { durationMs, type Duration } from './duration.js';
import { readScheduleState, type ScheduleState } from './schedule-state.js';
import type { TriggerKeys } from './trigger-keys.js';
import { TriggerRuns, type TriggerRun } from './trigger-run.js';
import { VirtualTime } from './virtual-time.js';

/** Options of {@link TriggerClock.advance} and {@link TriggerClock.set}. */
export interface AdvanceOptions {
  /** Milliseconds of real time that handlers get to come to an end after each step. @default 30000 */
  readonly timeoutMs?: number | undefined;
  /** Most handlers called. @default 10000 */
  readonly maxRuns?: number | undefined;
}

/** What a {@link TriggerClock} works with: all but the keys are injectable in every application. */
export interface TriggerClockParts {
  readonly schedule: ExpirySchedule;
  readonly registry: ExpiryHandlerRegistry;
  readonly events: ExpiryEvents;
  readonly keys: TriggerKeys;
}

const USUAL_TIMEOUT_MS = 30_000;
const USUAL_MAX_RUNS = 10_000;
/** Between two looks at running handlers. */
const POLL_MS = 2;

/**
 * The clock that the expiry triggers of an application follow. It moves time for them alone: the scripts on the server
 * add its offset to the server's time, so due times, retries, leases and dead letters all go by it. `Date.now()`,
 * timers and the expiry of records do not.
 * ```ts
 * await triggers.set('send_reminder', 'u1', 3_600);
 * const runs = await clock.advance('1h'); // the handler of send_reminder has ended
 * ```
 */
export class TriggerClock {
  readonly #parts: TriggerClockParts;
  readonly #time = new VirtualTime();
  #isMoving = false;

  /** @internal made by `RedisTestingModule` */
  constructor(parts: TriggerClockParts) {
    this.#parts = parts;
  }

  /** The time of the triggers. */
  now(): Date {
    return new Date(this.#time.now());
  }

  /**
   * Lets time pass, and runs what becomes due on the way, in the order of due times: the clock stops at each of them
   * until the handlers have ended, so what a handler schedules for a time before the end is run too. Failed handlers
   * are tried again when their backoff is over by this clock. Errors of handlers are not thrown: see
   * {@link TriggerRun.outcome}, and dead letters.
   * @param duration `'2h'`, `'1h 30m'`, `'250ms'`, or milliseconds; 0 runs what is due
   * @returns what was run, in the order in which it ended
   * @throws TriggerClockError if there is no worker, handlers do not end, or another call is under way
   * @throws RangeError for something that is no duration
   */
  async advance(duration: Duration, options: AdvanceOptions = {}): Promise<readonly TriggerRun[]> {
    return this.#move(durationMs(duration), options);
  }

  /**
   * Sets the time. Forwards it is {@link TriggerClock.advance} to that moment; backwards everything is due that much
   * later.
   * @throws TriggerClockError | RangeError for an invalid date
   */
  async set(time: Date, options: AdvanceOptions = {}): Promise<readonly TriggerRun[]> {
    const ms = time.getTime();
    if (Number.isNaN(ms)) throw new RangeError('Expected a valid date.');
    return this.#move(ms - this.#time.now(), options);
  }

  /** Stops time: until it is advanced nothing becomes due, however long a test takes. */
  freeze(): void {
    this.#time.freeze();
    this.#apply();
  }

  /** Lets time go on from where it stands. */
  resume(): void {
    this.#time.resume();
    this.#apply();
  }

  /** Goes back to the real time. */
  reset(): void {
    this.#time.reset();
    this.#apply();
  }

  /**
   * Resolves when no handler runs. What is due may still begin: `advance(0)` waits for that too.
   * @throws TriggerClockError after `timeoutMs`
   */
  async idle(options: Pick<AdvanceOptions, 'timeoutMs'> = {}): Promise<void> {
    await this.#until(({ running }) => running === 0, options.timeoutMs);
  }

  async #move(ms: number, options: AdvanceOptions): Promise<readonly TriggerRun[]> {
    this.#begin();
    const runs = new TriggerRuns(this.#parts.events, () => this.#time.now());
    try {
      if (ms < 0) {
        await this.#jump(ms);
        await this.#settle(runs, options);
      } else {
        await this.#forward(ms, runs, options);
      }
      return runs.list();
    } finally {
      runs.stop();
      this.#isMoving = false;
    }
  }

  #begin(): void {
    if (this.#isMoving) throw busyError();
    if (!this.#parts.schedule.clock.isFollowed) throw noWorkerError();
    this.#isMoving = true;
  }

  /** From one due time to the next. */
  async #forward(ms: number, runs: TriggerRuns, options: AdvanceOptions): Promise<void> {
    let left = ms;
    for (;;) {
      await this.#settle(runs, options);
      // At rest: the key of a trigger that runs is about to go.
      await this.#parts.keys.takeOver();
      const state = await this.#settle(runs, options);
      const step = this.#nextStep(state, left);
      if (step === undefined && left <= 0) break;
      const jump = step ?? left;
      await this.#jump(jump);
      left -= jump;
    }
    // Beyond the end it went only for what was due before.
    if (left < 0) await this.#jump(left);
  }

  /** Milliseconds to the next due time on the way, if there is one. */
  #nextStep({ nextMs, overdue }: ScheduleState, left: number): number | undefined {
    if (nextMs === null) return undefined;
    const step = Math.max(0, nextMs - this.#time.now());
    // A tenant at its limit of running triggers is looked at again a little later.
    return step <= left || overdue.length > 0 ? step : undefined;
  }

  /** Runs what is due. Nothing is, and nothing runs, in the state it resolves with. */
  async #settle(
    runs: TriggerRuns,
    { timeoutMs, maxRuns = USUAL_MAX_RUNS }: AdvanceOptions,
  ): Promise<ScheduleState> {
    return this.#until(
      ({ running, nextMs }) => running === 0 && (nextMs === null || nextMs > this.#time.now()),
      timeoutMs,
      () => {
        if (runs.count > maxRuns) throw endlessError(maxRuns);
      },
    );
  }

  /** @param assertGoesOn throws where it makes no sense to wait any longer */
  async #until(
    condition: (state: ScheduleState) => boolean,
    timeoutMs = USUAL_TIMEOUT_MS,
    assertGoesOn: () => void = () => undefined,
  ): Promise<ScheduleState> {
    const { schedule, registry, events } = this.#parts;
    const deadline = performance.now() + timeoutMs;
    for (;;) {
      const before = events.counters();
      const state = await readScheduleState(schedule, registry);
      assertGoesOn();
      // A handler that ran while it was read may have scheduled something behind the reader's back.
      const isCurrent = before.running === 0 && events.counters().fired === before.fired;
      if (isCurrent && condition(state)) return state;
      if (performance.now() > deadline) throw timeoutError(timeoutMs, state);
      await sleep(POLL_MS);
    }
  }

  async #jump(ms: number): Promise<void> {
    if (ms > 0) await this.#parts.keys.age(ms);
    this.#time.jump(ms);
    this.#apply();
  }

  #apply(): void {
    this.#parts.schedule.clock.move(this.#time.shift);
  }
}
