import type { ExpiryEventMap, ExpiryEvents, TriggerDelivery } from '@tenantry/redis';

/** What became of a run: done, to be tried again, given up, or of no account because its lease was lost. */
export type TriggerRunOutcome = 'succeeded' | 'retried' | 'dead' | 'released' | 'stale';

/** One call of a handler, as {@link TriggerClock} reports it. */
export interface TriggerRun {
  /** Alias of the pool that the trigger was in. */
  readonly pool: string;
  /** Whose trigger it was. */
  readonly tenant: string;
  readonly action: string;
  readonly identifier: string;
  /** 1 for the first delivery of a trigger. */
  readonly attempt: number;
  /** When it began, by the clock of the triggers. */
  readonly at: Date;
  /** How it ended. */
  readonly outcome: TriggerRunOutcome;
  /** What the handler threw, where it failed. */
  readonly error?: unknown;
}

/** Notes the runs of an application, in the order in which they ended. */
export class TriggerRuns {
  readonly #now: () => number;
  readonly #beganAt = new Map<string, Date>();
  readonly #ended: TriggerRun[] = [];
  readonly #stops: ReadonlyArray<() => void>;

  /** @param now the clock of the triggers, in milliseconds since 1970 */
  constructor(events: ExpiryEvents, now: () => number) {
    this.#now = now;
    const end = (outcome: Exclude<TriggerRunOutcome, 'retried' | 'dead'>) => (delivery: TriggerDelivery) =>
      this.#end(delivery, outcome);
    const fail =
      (outcome: 'retried' | 'dead') => (delivery: ExpiryEventMap['retried'] | ExpiryEventMap['dead']) =>
        this.#end(delivery, outcome, { error: delivery.error });
    this.#stops = [
      events.on('fired', ({ runId }) => this.#beganAt.set(runId, new Date(this.#now()))),
      events.on('succeeded', end('succeeded')),
      events.on('released', end('released')),
      events.on('stale', end('stale')),
      events.on('retried', fail('retried')),
      events.on('dead', fail('dead')),
    ];
  }

  get count(): number {
    return this.#ended.length;
  }

  /** Those that have ended. */
  list(): readonly TriggerRun[] {
    return [...this.#ended];
  }

  stop(): void {
    for (const stop of this.#stops) stop();
  }

  #end(
    delivery: TriggerDelivery,
    outcome: TriggerRunOutcome,
    failure: { readonly error?: unknown } = {},
  ): void {
    const { pool, tenant, action, identifier, attempt, runId } = delivery;
    const at = this.#beganAt.get(runId) ?? new Date(this.#now());
    this.#beganAt.delete(runId);
    this.#ended.push({ pool, tenant, action, identifier, attempt, at, outcome, ...failure });
  }
}
