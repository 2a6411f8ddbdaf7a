import { waitUntil } from '@tenantry/redis-testing';
import type { ProcessMessage, TriggerRun } from '../processes/process-message.js';

/** A {@link TriggerRun}, and the process it happened in. */
export interface RecordedRun extends TriggerRun {
  readonly pid: number;
  readonly atMs: number;
}

/** Which triggers are meant; what is left out does not matter. */
export interface WantedRuns {
  readonly tenant?: string;
  readonly action?: string;
  readonly identifier?: string;
}

/** What the workers have told of the triggers they ran. */
export class RecordedRuns {
  readonly #began: RecordedRun[] = [];
  readonly #succeeded: RecordedRun[] = [];

  note(message: ProcessMessage, pid: number): void {
    if (message.type === 'ready') return;
    const list = message.type === 'began' ? this.#began : this.#succeeded;
    list.push({ ...message.run, pid, atMs: performance.now() });
  }

  /** Handlers that began. */
  began(wanted: WantedRuns): RecordedRun[] {
    return this.#began.filter((run) => isWanted(run, wanted));
  }

  /** Handlers that ended well. */
  succeeded(wanted: WantedRuns): RecordedRun[] {
    return this.#succeeded.filter((run) => isWanted(run, wanted));
  }

  /** Those of the identifiers no handler has ended well for. */
  missing(identifiers: readonly string[], wanted: WantedRuns): string[] {
    const done = new Set(this.succeeded(wanted).map(({ identifier }) => identifier));
    return identifiers.filter((identifier) => !done.has(identifier));
  }

  /** Waits until a handler has ended well for each identifier; what is missing then is for the caller to look at. */
  async all(identifiers: readonly string[], wanted: WantedRuns, timeoutMs: number): Promise<void> {
    await waitUntil(() => this.missing(identifiers, wanted).length === 0, { timeoutMs, everyMs: 10 }).catch(
      () => undefined,
    );
  }

  /** Waits for the handler that began as the first, the second ... one. @throws Error after `timeoutMs` */
  async nth(count: number, wanted: WantedRuns, timeoutMs: number): Promise<RecordedRun> {
    return waitUntil(() => this.began(wanted)[count - 1], {
      what: `the trigger was taken ${count} times`,
      timeoutMs,
      everyMs: 5,
    });
  }
}

function isWanted(run: TriggerRun, { tenant, action, identifier }: WantedRuns): boolean {
  return (
    (tenant === undefined || run.tenant === tenant) &&
    (action === undefined || run.action === action) &&
    (identifier === undefined || run.identifier === identifier)
  );
}
