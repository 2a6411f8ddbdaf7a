import type { TriggerEngine } from '../../../../libs/redis/src/expiry/engine/trigger-engine.js';
import type { ClaimedTrigger } from '../../../../libs/redis/src/expiry/engine/trigger.types.js';

const LEASE_MS = 30_000;

/** Scheduled triggers of one action: those of others may come from other tests on the same server. */
export async function scheduledOf(
  { engine }: { readonly engine: TriggerEngine },
  action: string,
): Promise<number> {
  const { actions } = await engine.stats();
  return actions.find((stats) => stats.action === action)?.scheduled ?? 0;
}

/** Claims and acknowledges whatever is due, as a worker would. */
export class Claims {
  readonly #engine: TriggerEngine;
  readonly #actions: readonly string[];
  /** Times each key was claimed. */
  readonly runs = new Map<string, number>();

  constructor(engine: TriggerEngine, actions: readonly string[]) {
    this.#engine = engine;
    this.#actions = actions;
  }

  /** Keys that were claimed more often than once. */
  get repeated(): string[] {
    return [...this.runs].filter(([, runs]) => runs > 1).map(([key]) => key);
  }

  get total(): number {
    return [...this.runs.values()].reduce((sum, runs) => sum + runs, 0);
  }

  /** One round over all partitions. @returns how many were claimed */
  async take(): Promise<number> {
    const items = await Promise.all(
      Array.from({ length: this.#engine.partitions }, async (_, partition) => this.#takeFrom(partition)),
    );
    for (const { key } of items.flat()) this.runs.set(key, (this.runs.get(key) ?? 0) + 1);
    return items.flat().length;
  }

  async #takeFrom(partition: number): Promise<readonly ClaimedTrigger[]> {
    const request = {
      leaseMs: LEASE_MS,
      actions: this.#actions.map((action) => ({ action, free: 500, maxAttempts: 3 })),
    };
    const { items } = await this.#engine.turn(partition, { ...request, limit: 500 });
    if (items.length > 0) {
      const outcomes = items.map((held) => ({ kind: 'ack', held }) as const);
      await this.#engine.turn(partition, { ...request, limit: 0, outcomes });
    }
    return items;
  }
}
