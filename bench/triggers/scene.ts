import { setTimeout as sleep } from 'node:timers/promises';
import { addAll, type Contender, type Producer } from './contender.js';
import { Fleet } from './fleet.js';
import { startProducer } from './producers.js';
import type { RunReport } from './recorded-runs.js';
import type { Reminder } from './reminder.js';

/** What is expected of a first seeding: reminders scheduled in a millisecond. */
const FIRST_RATES: Readonly<Record<Contender, number>> = {
  tenantry: 25,
  'tenantry-without-keys': 25,
  bullmq: 6,
  keyspace: 25,
};
const LEAD_MS = 400;
/** What is scheduled this long before it is due was scheduled ahead. */
const QUIET_MS = 150;
/** Everybody has run everything long before. */
const PATIENCE_MS = 60_000;

export interface SceneOptions {
  readonly contender: Contender;
  readonly url: string;
  readonly processes: number;
  readonly log: (line: string) => void;
}

/** A contender that schedules in this process, and runs in others. */
export class Scene {
  #perMs: number;

  private constructor(
    readonly producer: Producer,
    private readonly fleet: Fleet,
    private readonly options: SceneOptions,
  ) {
    this.#perMs = FIRST_RATES[options.contender];
  }

  static async start(options: SceneOptions): Promise<Scene> {
    const fleet = await Fleet.start(options.contender, options.url, options.processes);
    return new Scene(await startProducer(options.contender, options.url), fleet, options);
  }

  /**
   * Schedules reminders, all before the first of them is due; again if that took too long. Workers have nothing to do
   * until then.
   * @param remindersAt the reminders, for the time at which the first of them is to be due
   * @returns that time
   */
  async seed(count: number, remindersAt: (opensAtMs: number) => readonly Reminder[]): Promise<number> {
    let leadMs = LEAD_MS + (2 * count) / this.#perMs;
    for (;;) {
      await this.fleet.beginAnew();
      const opensAtMs = Math.ceil(Date.now() + leadMs);
      const reminders = remindersAt(opensAtMs);
      const begunAt = performance.now();
      await addAll(this.producer, reminders);
      this.#perMs = count / (performance.now() - begunAt);
      const aheadMs = opensAtMs - Date.now() - QUIET_MS;
      if (aheadMs > 0) {
        await sleep(aheadMs);
        await this.fleet.beginAnew();
        return opensAtMs;
      }
      this.options.log(`${this.options.contender}: scheduling took too long, once more`);
      await this.fleet.waitForRuns(count, Date.now() + PATIENCE_MS);
      leadMs *= 2;
    }
  }

  /** What the workers did until there were `count` runs, or until that time. */
  async runs(count: number, untilMs = Date.now() + PATIENCE_MS): Promise<RunReport> {
    await this.fleet.waitForRuns(count, untilMs);
    return this.fleet.report();
  }

  /** {@link Scene.runs}. @throws Error unless every reminder ran exactly once */
  async allRuns(count: number): Promise<RunReport> {
    const report = await this.runs(count);
    if (report.count === count) return report;
    throw new Error(`${this.options.contender}: ${report.count} runs of ${count} reminders`);
  }

  async close(): Promise<void> {
    await Promise.all([this.producer.close(), this.fleet.stop()]);
  }
}
