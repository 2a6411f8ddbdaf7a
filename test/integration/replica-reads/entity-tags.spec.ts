import { describe, expect, it } from 'vitest';
import { readCounts, replicatedTopologies, useReplicated } from './replicated-topologies.js';

describe.each(replicatedTopologies.filter(({ name }) => name === 'cluster'))(
  'Reads from replicas of a tenant that is spread over a $name',
  (topology) => {
    const redis = useReplicated(topology);

    it('are answered by the replicas of each slot', async () => {
      const { users } = redis.repositories({ hashTag: 'entity', indexes: { user: ['team'] } });
      const ids = Array.from({ length: 30 }, (_unused, index) => `u${10 + index}`);
      await Promise.all(ids.map(async (id) => users.upsert(id, { team: 'red' })));
      await redis.replicated();
      // The first reads make the connections.
      const find = async () => users.findByField('team', 'red', { limit: 100, readFrom: 'replica' });
      await find();
      const before = readCounts(redis.manager, 'user');
      const calls = await redis.calls(redis.servers.primaries, 'hgetall', 'zrangebylex');
      expect((await find()).map(({ id }) => id)).toEqual(ids);
      const after = readCounts(redis.manager, 'user');
      expect(after.replicaReads - before.replicaReads).toBe(ids.length + 1);
      expect(after.replicaFallbacks).toBe(before.replicaFallbacks);
      expect(await redis.calls(redis.servers.primaries, 'hgetall', 'zrangebylex')).toBe(calls);
      // All three have some of them.
      for (const replica of redis.servers.replicas) {
        expect(await redis.calls([replica], 'hgetall')).toBeGreaterThan(0);
      }
    });
  },
);
