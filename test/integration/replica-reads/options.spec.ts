import { describe, expect, it } from 'vitest';
import { KeyValueRepository } from '../../../libs/redis/src/repositories/key-value.repository.js';
import { repositoriesOf } from '../../support/repositories.js';
import { connect, topologies } from '../../support/topologies.js';
import { tenantScope } from '../../support/tenant-scope.js';
import { readCounts } from './replicated-topologies.js';

describe.each(topologies)('readFrom on $name', (topology) => {
  it('is answered wherever there are replicas or not, and counted', async () => {
    const manager = await connect(topology.options());
    try {
      const users = repositoriesOf(tenantScope(manager, { hashTag: topology.clustered && 'tenant' })).users;
      await users.upsert('u', { name: 'Ann' });
      const { length } = await Promise.all(
        Array.from({ length: 20 }, async () => users.get('u', { readFrom: 'replica' })),
      );
      const { replicaReads, replicaFallbacks } = readCounts(manager, 'user');
      expect(replicaReads + replicaFallbacks).toBe(length);
      expect(manager.state('user')).toBe('HEALTHY');
    } finally {
      await manager.close();
    }
  });

  it.skipIf(topology.name === 'sentinel')(
    'is answered by the primary where there are no replicas',
    async () => {
      const manager = await connect(topology.options());
      try {
        const { users } = repositoriesOf(tenantScope(manager, { hashTag: topology.clustered && 'tenant' }));
        await users.upsert('u', { name: 'Ann' });
        expect(await users.get('u', { readFrom: 'replica' })).toEqual({ name: 'Ann' });
        expect(readCounts(manager, 'user')).toEqual({ replicaReads: 0, replicaFallbacks: 1 });
      } finally {
        await manager.close();
      }
    },
  );

  it('takes two words, and only where it is a read', async () => {
    const manager = await connect(topology.options());
    try {
      const scope = tenantScope(manager, {
        hashTag: topology.clustered && 'tenant',
        indexes: { user: ['name'] },
      });
      const { users, handlers } = repositoriesOf(scope);
      const keyValue = new KeyValueRepository(scope);
      // @ts-expect-error another word
      await expect(users.get('u', { readFrom: 'secondary' })).rejects.toMatchObject({
        code: 'INVALID_ARGUMENT',
        message: expect.stringMatching(/readFrom.*'primary' or 'replica'.*"secondary"/),
      });
      await expect(
        users.findByField('name', 'Ann', { scan: true, readFrom: 'replica' }),
      ).rejects.toMatchObject({ code: 'INVALID_ARGUMENT', message: expect.stringContaining('scan') });
      // @ts-expect-error a write
      await users.upsert('u', { name: 'Ann' }, { readFrom: 'replica' });
      // @ts-expect-error a write that answers with what it has written
      await handlers.merge('chat', 'u', { step: 1 }, { readFrom: 'replica' });
      // @ts-expect-error a write
      await keyValue.set('k', 1, { readFrom: 'replica' });
      // @ts-expect-error goes on where the step before has stopped, and writes
      await users.reindex({ readFrom: 'replica' });
      // All of them were done by the primary.
      expect(readCounts(manager, 'user')).toEqual({ replicaReads: 0, replicaFallbacks: 0 });
      expect(await users.get('u')).toEqual({ name: 'Ann' });
    } finally {
      await manager.close();
    }
  });
});
