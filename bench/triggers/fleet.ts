import { setTimeout as sleep } from 'node:timers/promises';
import type { Contender } from './contender.js';
import type { RunReport } from './recorded-runs.js';
import { WorkerProcess } from './worker.process.js';

const POLL_MS = 100;

/** Worker processes of one contender. */
export class Fleet {
  private constructor(private readonly workers: readonly WorkerProcess[]) {}

  static async start(contender: Contender, url: string, processes: number): Promise<Fleet> {
    return new Fleet(
      await Promise.all(Array.from({ length: processes }, async () => WorkerProcess.start(contender, url))),
    );
  }

  /** Forgets the runs so far. */
  async beginAnew(): Promise<void> {
    await Promise.all(this.workers.map(async (worker) => worker.beginAnew()));
  }

  /** Waits until there were so many runs, or until a time in milliseconds since 1970. */
  async waitForRuns(count: number, untilMs: number): Promise<void> {
    while (Date.now() < untilMs && (await this.#count()) < count) await sleep(POLL_MS);
  }

  /** What all of them did. */
  async report(): Promise<RunReport> {
    const reports = await Promise.all(this.workers.map(async (worker) => worker.report()));
    const lagsMs: Record<string, number[]> = {};
    for (const report of reports) {
      for (const [tenant, lags] of Object.entries(report.lagsMs)) {
        lagsMs[tenant] = (lagsMs[tenant] ?? []).concat(lags);
      }
    }
    return {
      count: reports.reduce((sum, { count }) => sum + count, 0),
      lagsMs,
      lastMs: Math.max(...reports.map(({ lastMs }) => lastMs)),
      cpuMicros: reports.reduce((sum, { cpuMicros }) => sum + cpuMicros, 0),
    };
  }

  async stop(): Promise<void> {
    await Promise.all(this.workers.map(async (worker) => worker.stop()));
  }

  async #count(): Promise<number> {
    const counts = await Promise.all(this.workers.map(async (worker) => worker.count()));
    return counts.reduce((sum, count) => sum + count, 0);
  }
}
