import type { ClaimedItem, TenantRedis } from '@tenantry/redis';
import type { Calls } from './record-calls.js';

/** The id is a part of the queue's name in every place. */
async function claimed({ batch }: TenantRedis, id: string): Promise<ClaimedItem<unknown>> {
  await batch.enqueue(id, id, id, { id });
  const [item] = await batch.claim(id, id, id, { limit: 1 });
  if (item === undefined) throw new Error('The queue is empty after an enqueue');
  return item;
}

/** Every method of queues and of claimed items. */
export const BATCH_CALLS: Calls = {
  enqueue: async ({ batch }, id) => batch.enqueue(id, id, id, { id: 1 }),
  enqueueMany: async ({ batch }, id) => batch.enqueueMany(id, id, id, [1, 2, 3]),
  length: async ({ batch }, id) => batch.length(id, id, id),
  getChunk: async ({ batch }, id) => batch.getChunk(id, id, id, 0, -1),
  ackAll: async (redis, id) => redis.batch.ackAll([await claimed(redis, id)]),
  'claim.extend': async (redis, id) => (await claimed(redis, id)).extend(60),
  'claim.nack': async (redis, id) => (await claimed(redis, id)).nack(),
  'claim.nack (delayed)': async (redis, id) => (await claimed(redis, id)).nack({ delaySeconds: 60 }),
  'claim.ack': async (redis, id) => (await claimed(redis, id)).ack(),
  trim: async ({ batch }, id) => batch.trim(id, id, id, 1, 0),
};
