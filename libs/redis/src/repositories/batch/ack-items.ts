import { describeType } from '../../common/describe.js';
import { InvalidArgumentError } from '../../common/invalid-argument.error.js';
import type { TenantId } from '../../common/tenant-id.js';
import type { BatchQueue } from './batch-queue.js';
import type { ClaimedItem } from './claimed-item.js';
import { LeasedItem } from './leased-item.js';

const MOST_PER_CALL = 1_000;

interface LeasesOfQueue {
  readonly queue: BatchQueue;
  readonly references: string[];
}

/**
 * Acks items of any queues of a tenant, with one call per queue and thousand.
 * @returns how many were still held
 * @throws InvalidArgumentError for anything that is no item of this tenant
 */
export async function ackItems(
  tenant: TenantId,
  items: ReadonlyArray<ClaimedItem<unknown>>,
): Promise<number> {
  const calls = [...byQueue(tenant, items)].flatMap(({ queue, references }) =>
    chunksOf(references).map(async (chunk) => queue.ack(chunk)),
  );
  const held = await Promise.all(calls);
  return held.reduce((sum, count) => sum + count, 0);
}

function byQueue(tenant: TenantId, items: ReadonlyArray<ClaimedItem<unknown>>): Iterable<LeasesOfQueue> {
  const queues = new Map<string, LeasesOfQueue>();
  for (const item of items) {
    if (!(item instanceof LeasedItem))
      throw new InvalidArgumentError('items', 'claimed items', describeType(item));
    const { queue, reference } = item;
    if (queue.tenant !== tenant) {
      throw new InvalidArgumentError(
        'items',
        "items of the repository's own tenant",
        "another tenant's item",
      );
    }
    const id = `${queue.pool} ${queue.key}`;
    const known = queues.get(id);
    if (known === undefined) queues.set(id, { queue, references: [reference] });
    else known.references.push(reference);
  }
  return queues.values();
}

function chunksOf(references: readonly string[]): Array<readonly string[]> {
  const chunks: Array<readonly string[]> = [];
  for (let start = 0; start < references.length; start += MOST_PER_CALL) {
    chunks.push(references.slice(start, start + MOST_PER_CALL));
  }
  return chunks;
}
