import { isDeepStrictEqual } from 'node:util';
import type { RedisServer } from '@tenantry/redis-testing';
import { describe, expect, it } from 'vitest';
import { TenantryError } from '../../../libs/redis/src/common/tenantry.error.js';
import {
  readCounts,
  replicatedTopologies,
  useReplicated,
  type ReplicatedRedis,
} from './replicated-topologies.js';

const REPLICA = { readFrom: 'replica' } as const;

/** Reads until a replica answers again. */
async function untilReplicasAnswer(redis: ReplicatedRedis, read: () => Promise<unknown>): Promise<void> {
  await expect
    .poll(
      async () => {
        const before = readCounts(redis.manager, 'user').replicaReads;
        await read();
        return readCounts(redis.manager, 'user').replicaReads - before;
      },
      { timeout: 60_000, interval: 100 },
    )
    .toBe(1);
}

/** A primary whose loss matters: in a cluster, the one that has the tenant. */
async function primaryWithData(redis: ReplicatedRedis): Promise<RedisServer> {
  const { primaries } = await redis.roles();
  const sizes = (await redis.send(primaries, 'INFO', 'keyspace')).map((text) => String(text).length);
  const [largest] = primaries.toSorted(
    (left, right) => (sizes[primaries.indexOf(right)] ?? 0) - (sizes[primaries.indexOf(left)] ?? 0),
  );
  if (largest === undefined) throw new Error('no primary');
  return largest;
}

describe.each(replicatedTopologies)('Reads from replicas on $name', (topology) => {
  const redis = useReplicated(topology);

  it('go to the primary while the replicas are killed, and back when they have returned', async () => {
    const { users } = redis.repositories();
    await users.upsert('u', { name: 'Ann' });
    await redis.replicated();
    const read = async () => users.get('u', REPLICA);
    await untilReplicasAnswer(redis, read);
    await Promise.all(redis.servers.replicas.map(async (replica) => replica.kill()));
    for (let round = 0; round < 20; round += 1) expect(await read()).toEqual({ name: 'Ann' });
    expect(readCounts(redis.manager, 'user').replicaFallbacks).toBeGreaterThanOrEqual(20);
    expect(redis.manager.statistics().databaseStats['user']).toMatchObject({
      circuit: 'closed',
      circuitBreakerTrips: 0,
    });
    // Writes never had anything to do with it.
    await users.updateField('u', 'name', 'Beth');
    await Promise.all(redis.servers.replicas.map(async (replica) => replica.restart()));
    await untilReplicasAnswer(redis, read);
    await expect.poll(read).toEqual({ name: 'Beth' });
  });

  it('leave replicas that hang, and take them back when they go on', async () => {
    const { users } = redis.repositories();
    await users.upsert('u', { name: 'Ann' });
    await redis.replicated();
    const read = async () => users.get('u', REPLICA);
    await untilReplicasAnswer(redis, read);
    redis.servers.replicas.forEach((replica) => replica.pause());
    try {
      // The first ones find out: they have to wait. A part of the command timeout is enough for them.
      for (let round = 0; round < 4; round += 1) expect(await read()).toEqual({ name: 'Ann' });
      const startedAt = performance.now();
      for (let round = 0; round < 20; round += 1) expect(await read()).toEqual({ name: 'Ann' });
      // Each would take 400 ms if it were sent to the replica.
      expect(performance.now() - startedAt).toBeLessThan(4_000);
      expect(redis.manager.statistics().databaseStats['user']).toMatchObject({ circuitBreakerTrips: 0 });
    } finally {
      redis.servers.replicas.forEach((replica) => replica.resume());
    }
    await untilReplicasAnswer(redis, read);
  });

  // Nobody makes the replica of a single server its successor.
  it.skipIf(topology.name === 'standalone')(
    'are right during a failover, and answered by the former primary when it has returned',
    async () => {
      const { users } = redis.repositories();
      const ids = Array.from({ length: 10 }, (_unused, index) => `u${index}`);
      const all = ids.map((name) => ({ name }));
      await Promise.all(ids.map(async (id) => users.upsert(id, { name: id })));
      await redis.replicated();
      const readAll = async () => Promise.all(ids.map(async (id) => users.get(id, REPLICA)));
      await expect.poll(readAll).toEqual(all);
      const former = await primaryWithData(redis);
      await former.kill();
      const wrong: unknown[] = [];
      await expect
        .poll(
          async () => {
            // What is not answered fails with an error of ours; nothing is missing at any time.
            const outcomes = await Promise.allSettled([readAll(), users.upsert('after', { name: 'after' })]);
            const [found] = outcomes;
            if (found.status === 'rejected' && !(found.reason instanceof TenantryError))
              wrong.push(found.reason);
            if (found.status === 'fulfilled' && !isDeepStrictEqual(found.value, all)) wrong.push(found.value);
            return outcomes.every(({ status }) => status === 'fulfilled');
          },
          { timeout: 60_000, interval: 100 },
        )
        .toBe(true);
      await former.restart();
      await expect
        .poll(
          async () => {
            const before = readCounts(redis.manager, 'user').replicaReads;
            const found = await readAll();
            if (!isDeepStrictEqual(found, all)) wrong.push(found);
            return readCounts(redis.manager, 'user').replicaReads - before;
          },
          { timeout: 90_000, interval: 200 },
        )
        .toBe(ids.length);
      expect(wrong).toEqual([]);
    },
    180_000,
  );

  // The last one: these servers are of no use afterwards.
  it('go to the primary where a replica says that it cannot answer', async () => {
    const { users } = redis.repositories();
    await users.upsert('u', { name: 'Ann' });
    const read = async () => users.get('u', REPLICA);
    await untilReplicasAnswer(redis, read);
    const before = readCounts(redis.manager, 'user');
    const trips = redis.manager.statistics().databaseStats['user']?.circuitBreakerTrips;
    const { primaries, replicas } = await redis.roles();
    // It refuses while it has lost its primary, which does not want it any more.
    await redis.send(replicas, 'CONFIG', 'SET', 'replica-serve-stale-data', 'no');
    await redis.send(primaries, 'CONFIG', 'SET', 'requirepass', 'new');
    await redis.send(replicas, 'CLIENT', 'KILL', 'TYPE', 'master');
    await expect
      .poll(async () => {
        expect(await read()).toEqual({ name: 'Ann' });
        return readCounts(redis.manager, 'user').replicaFallbacks;
      })
      .toBeGreaterThan(before.replicaFallbacks + 3);
    expect(redis.manager.statistics().databaseStats['user']).toMatchObject({ circuitBreakerTrips: trips });
  });
});
