import { describe, expect, it } from 'vitest';
import { ConnectivityError } from '../../../libs/redis/src/connections/connectivity.errors.js';
import { BatchCoordinator } from '../../../libs/redis/src/repositories/batch/batch.coordinator.js';
import { BatchRepository } from '../../../libs/redis/src/repositories/batch/batch.repository.js';
import { tenantScope } from '../../support/tenant-scope.js';
import { useOwnServer } from '../../support/own-server.js';

const NAME = ['email', 'reports', 'send'] as const;

describe('Queues of a pool whose server is gone', () => {
  const own = useOwnServer();

  it('answer reads with nothing where the options say so, and fail for everything else', async () => {
    const scope = tenantScope(own.manager, { errors: 'fallback' });
    const batch = new BatchRepository(scope);
    const coordinator = new BatchCoordinator(scope.runtime);
    await batch.enqueueMany(...NAME, [1, 2]);
    const [item] = await batch.claim(...NAME, { limit: 1 });
    await own.server.kill();
    expect(await batch.getChunk(...NAME, 0, -1)).toEqual([]);
    expect(await batch.length(...NAME)).toBe(0);
    expect(scope.runtime.statistics.fallbacks).toBe(2);
    const tenant = scope.tenantReference.resolve();
    const outcomes = await Promise.allSettled([
      batch.enqueue(...NAME, 3),
      batch.enqueueMany(...NAME, [3]),
      batch.trim(...NAME, 0, 0),
      batch.claim(...NAME),
      batch.ackAll([item!]),
      item?.ack(),
      item?.nack(),
      item?.extend(10),
      coordinator.pendingTenants('email'),
      coordinator.removeFromPending('email', tenant),
    ]);
    for (const outcome of outcomes) {
      expect(outcome).toMatchObject({ status: 'rejected', reason: expect.any(ConnectivityError) });
    }
  });

  it('throw on reads by default', async () => {
    const batch = new BatchRepository(tenantScope(own.manager));
    await own.server.kill();
    await expect(batch.getChunk(...NAME, 0, -1)).rejects.toBeInstanceOf(ConnectivityError);
    await expect(batch.length(...NAME)).rejects.toBeInstanceOf(ConnectivityError);
  });
});
