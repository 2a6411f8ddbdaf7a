import { describe, expect, it } from 'vitest';
import type { RedisConnectionManager } from '../../../libs/redis/src/connections/redis-connection.manager.js';
import { BatchCoordinator } from '../../../libs/redis/src/repositories/batch/batch.coordinator.js';
import { BatchRepository } from '../../../libs/redis/src/repositories/batch/batch.repository.js';
import type { ClaimedItem } from '../../../libs/redis/src/repositories/batch/claimed-item.js';
import { tenantScope } from '../../support/tenant-scope.js';
import { connect, topologies, useTopology } from '../../support/topologies.js';
import { uniqueName } from '../../support/unique-name.js';

const TENANTS = 12;
const ITEMS_PER_TENANT = 400;
const ENTITIES = ['reports', 'invoices'] as const;

/** A whole number below `below`: chance decides what each consumer does. */
function chance(below: number): number {
  return Math.floor(Math.random() * below);
}

describe.each(topologies)('Producers, consumers and removers at once on $name', (topology) => {
  const redis = useTopology(topology);

  it('handle every item, each acked exactly once, found by pending tenants alone', async () => {
    const service = uniqueName('email');
    const tenants = Array.from({ length: TENANTS }, () => uniqueName('acme'));
    const managers: RedisConnectionManager[] = await Promise.all(
      Array.from({ length: 3 }, async () => connect(topology.options())),
    );
    const hashTag = topology.clustered && 'tenant';
    const acked = new Map<string, number>();
    let producing = true;

    const batchOf = (manager: RedisConnectionManager, tenant: string): BatchRepository =>
      new BatchRepository(tenantScope(manager, { tenant, hashTag }));

    async function produce(manager: RedisConnectionManager, tenant: string): Promise<void> {
      const batch = batchOf(manager, tenant);
      let next = 0;
      while (next < ITEMS_PER_TENANT) {
        const count = Math.min(1 + chance(5), ITEMS_PER_TENANT - next);
        const ids = Array.from({ length: count }, (_, index) => `${tenant} ${next + index}`);
        next += count;
        await batch.enqueueMany(service, ENTITIES[chance(2)] ?? 'reports', 'send', ids);
      }
    }

    /** Acks most items, gives some back, and forgets some as a crashed consumer would. */
    async function handle(item: ClaimedItem<unknown>): Promise<void> {
      const fate = chance(20);
      if (fate === 0) return;
      if (fate === 1) {
        await item.nack({ delaySeconds: 0.01 });
        return;
      }
      if (fate === 2) await item.extend(0.02);
      if (await item.ack()) acked.set(String(item.value), (acked.get(String(item.value)) ?? 0) + 1);
    }

    async function consume(manager: RedisConnectionManager): Promise<void> {
      const coordinator = new BatchCoordinator(tenantScope(manager, { hashTag }).runtime);
      for (;;) {
        const wasProducing = producing;
        const { tenants: pending } = await coordinator.pendingTenants(service);
        if (pending.length === 0 && !wasProducing) return;
        for (const tenant of pending.toSorted(() => chance(3) - 1)) {
          const batch = batchOf(manager, tenant);
          for (const entity of ENTITIES) {
            const limit = 1 + chance(30);
            const items = await batch.claim(service, entity, 'send', { limit, leaseSeconds: 0.03 });
            await Promise.all(items.map(handle));
          }
          // Also while others enqueue and claim.
          await coordinator.removeFromPending(service, tenant);
        }
      }
    }

    const producers = tenants.map(async (tenant, index) => {
      const manager = managers[index % managers.length];
      if (manager !== undefined) await produce(manager, tenant);
    });
    const consumers = managers.flatMap((manager) => [consume(manager), consume(manager)]);
    await Promise.all(producers);
    producing = false;
    await Promise.all(consumers);

    expect(acked.size).toBe(TENANTS * ITEMS_PER_TENANT);
    expect([...acked.values()].filter((times) => times !== 1)).toEqual([]);
    const scopes = tenants.map((tenant) => redis.scope({ tenant }));
    const lengths = scopes.flatMap((scope) =>
      ENTITIES.map(async (entity) => new BatchRepository(scope).length(service, entity, 'send')),
    );
    expect(new Set(await Promise.all(lengths))).toEqual(new Set([0]));
    await Promise.all(managers.map(async (manager) => manager.close()));
  });
});
