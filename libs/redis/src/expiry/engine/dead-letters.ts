import type { TenantId } from '../../common/tenant-id.js';
import type { StoredDeadLetter } from '../../scripts/trigger-dead-page.script.js';
import { groupBy } from './group-by.js';
import { readDeadLetterId, writeDeadLetterId } from './trigger-cursor.js';
import type { TriggerKeys } from './trigger-keys.js';
import { pageLimit } from './trigger-listing.js';
import type { TriggerPartition } from './trigger-partition.js';
import type { DeadLetter, DeadLetterPage, TriggerPageOptions } from './trigger.types.js';

const CHUNK = 250;

/** Dead letters of an engine, by tenant. */
export class DeadLetters {
  constructor(
    private readonly keys: TriggerKeys,
    private readonly partitions: readonly TriggerPartition[],
  ) {}

  /** Oldest first within each partition. @throws InvalidArgumentError */
  async page(tenant: TenantId, { cursor, limit: wanted }: TriggerPageOptions): Promise<DeadLetterPage> {
    const limit = pageLimit(wanted);
    const from = cursor === undefined ? null : readDeadLetterId(cursor, this.partitions.length, 'cursor');
    const letters: DeadLetter[] = [];
    for (let index = from?.partition ?? 0; index < this.partitions.length; index++) {
      const behind = index === from?.partition ? from.id : 0;
      const wantedHere = limit - letters.length;
      const stored = (await this.partitions[index]?.deadLetters(tenant, behind, wantedHere)) ?? [];
      letters.push(...stored.map((letter) => this.#letter(index, letter)));
      const last = stored.at(-1);
      if (stored.length === wantedHere && last !== undefined) {
        return { letters, cursor: writeDeadLetterId({ partition: index, id: last.id }) };
      }
    }
    return { letters, cursor: null };
  }

  /** @returns how many are due now @throws InvalidArgumentError */
  async retry(tenant: TenantId, ids: readonly string[]): Promise<number> {
    return this.#each(ids, (partition, chunk) => partition.retryDead(tenant, chunk));
  }

  /** @returns how many there were @throws InvalidArgumentError */
  async discard(tenant: TenantId, ids: readonly string[]): Promise<number> {
    return this.#each(ids, (partition, chunk) => partition.discardDead(tenant, chunk));
  }

  async #each(
    ids: readonly string[],
    act: (partition: TriggerPartition, ids: readonly number[]) => Promise<number>,
  ): Promise<number> {
    const parsed = [...new Set(ids)].map((id) => readDeadLetterId(id, this.partitions.length, 'id'));
    const calls: Array<Promise<number>> = [];
    for (const [index, ofPartition] of groupBy(parsed, ({ partition }) => partition)) {
      const partition = this.partitions[index];
      if (partition === undefined) continue;
      for (let at = 0; at < ofPartition.length; at += CHUNK) {
        const chunk = ofPartition.slice(at, at + CHUNK).map(({ id }) => id);
        calls.push(act(partition, chunk));
      }
    }
    const counts = await Promise.all(calls);
    return counts.reduce((sum, count) => sum + count, 0);
  }

  #letter(partition: number, stored: StoredDeadLetter & { readonly id: number }): DeadLetter {
    const { id, key, dueMs, buriedMs, attempts, payload, error, stack } = stored;
    return {
      ...this.keys.parts(key),
      id: writeDeadLetterId({ partition, id }),
      key,
      dueMs,
      buriedMs,
      attempts,
      payload: payload === '' ? null : payload,
      error,
      stack: stack === '' ? null : stack,
    };
  }
}
