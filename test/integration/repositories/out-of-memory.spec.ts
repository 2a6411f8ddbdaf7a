import { describe, expect, it } from 'vitest';
import { BatchCoordinator } from '../../../libs/redis/src/repositories/batch/batch.coordinator.js';
import { BatchRepository } from '../../../libs/redis/src/repositories/batch/batch.repository.js';
import { TableRepository } from '../../../libs/redis/src/repositories/tables/table.repository.js';
import { UserRepository } from '../../../libs/redis/src/repositories/user.repository.js';
import { useOwnServer } from '../../support/own-server.js';
import { tenantScope } from '../../support/tenant-scope.js';

const QUEUE = ['email', 'reports', 'send'] as const;

describe('A server without memory left', () => {
  const own = useOwnServer();
  const fill = async () => own.manager.client('user').config('SET', 'maxmemory', '1');

  it('refuses what needs more, and still gives room back: records with their index entries', async () => {
    const scope = tenantScope(own.manager, { indexes: { user: ['email'] } });
    const users = new UserRepository(scope);
    const tables = new TableRepository(scope);
    await users.upsert('u1', { email: 'a@example.com', name: 'A' });
    await users.upsert('u2', { email: 'b@example.com' });
    await tables.upsert('products', 'p1', { sku: 'W-1' });
    await fill();

    await expect(users.upsert('u3', { name: 'C' })).rejects.toMatchObject({ details: { reply: 'OOM' } });
    expect(await users.findByField('email', 'a@example.com')).toHaveLength(1);
    expect(await users.findByField('name', 'A', { scan: true })).toHaveLength(1);
    expect(await users.deleteField('u1', 'name')).toBe(true);
    expect(await users.renewTtl('u1')).toBe(true);
    expect(await users.delete('u2')).toBe(true);
    expect(await users.findByField('email', 'b@example.com')).toEqual([]);
    expect(await tables.deleteAllByPkid('p1')).toBe(1);
  });

  it('still lets queues be worked off', async () => {
    const scope = tenantScope(own.manager);
    const tenant = scope.tenantReference.resolve();
    const batch = new BatchRepository(scope);
    const coordinator = new BatchCoordinator(scope.runtime);
    await batch.enqueueMany(...QUEUE, [1, 2, 3]);
    await fill();

    await expect(batch.enqueue(...QUEUE, 4)).rejects.toMatchObject({ details: { reply: 'OOM' } });
    expect((await coordinator.pendingTenants('email')).tenants).toEqual([tenant]);
    const [first, second, third] = await batch.claim(...QUEUE);
    expect(await first?.ack()).toBe(true);
    expect(await second?.extend(60)).toBe(true);
    expect(await third?.nack()).toBe(true);
    expect(await batch.length(...QUEUE)).toBe(1);
    expect(await batch.ackAll([second!, ...(await batch.claim(...QUEUE))])).toBe(2);
    expect(await coordinator.removeFromPending('email', tenant)).toBe(true);
  });
});
