import type { RunRecorder } from './contender.js';
import { PAYLOAD } from './reminder.js';

/** What a worker process did since it was last asked to begin anew. */
export interface RunReport {
  readonly count: number;
  /** How late each handler began, in whole milliseconds. */
  readonly lagsMs: Readonly<Record<string, readonly number[]>>;
  /** When the last handler ended, in milliseconds since 1970. */
  readonly lastMs: number;
  /** CPU time of the process, in microseconds. */
  readonly cpuMicros: number;
}

/** Notes when handlers ran. */
export class RecordedRuns implements RunRecorder {
  #count = 0;
  #lastMs = 0;
  #lagsMs = new Map<string, number[]>();
  #cpu = process.cpuUsage();

  get count(): number {
    return this.#count;
  }

  record(tenant: string, dueMs: number, template: string | undefined): void {
    if (template !== undefined && template !== PAYLOAD.template) throw new Error('the wrong payload');
    const nowMs = Date.now();
    this.#count += 1;
    this.#lastMs = nowMs;
    const lags = this.#lagsMs.get(tenant);
    if (lags === undefined) this.#lagsMs.set(tenant, [nowMs - dueMs]);
    else lags.push(nowMs - dueMs);
  }

  beginAnew(): void {
    this.#count = 0;
    this.#lastMs = 0;
    this.#lagsMs = new Map();
    this.#cpu = process.cpuUsage();
  }

  report(): RunReport {
    const { user, system } = process.cpuUsage(this.#cpu);
    return {
      count: this.#count,
      lagsMs: Object.fromEntries(this.#lagsMs),
      lastMs: this.#lastMs,
      cpuMicros: user + system,
    };
  }
}
