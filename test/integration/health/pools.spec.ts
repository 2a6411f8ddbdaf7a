import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { topologies } from '../../support/topologies.js';
import { uniqueName } from '../../support/unique-name.js';
import { connectWithHealth, type HealthFixture } from './health-fixture.js';

describe.each(topologies)('The health of pools on $name', (topology) => {
  let fixture: HealthFixture;
  beforeAll(async () => {
    const options = { ...topology.options(), defaults: {} };
    fixture = await connectWithHealth(options, { clustered: topology.clustered });
  });
  afterAll(async () => fixture.manager.close());

  it('is up, with the time PING took', async () => {
    const { redis } = await fixture.health.pingCheck('redis', { alias: 'user' });
    expect(redis).toEqual({
      status: 'up',
      latencyMs: expect.any(Number),
      state: 'HEALTHY',
      circuit: 'closed',
    });
    expect(redis.latencyMs).toBeGreaterThan(0);
  });

  it('has one entry for each pool', async () => {
    const { redis } = await fixture.health.pools('redis');
    expect(redis).toMatchObject({ status: 'up', degraded: [], down: [] });
    expect(Object.keys(redis.pools).toSorted()).toEqual(fixture.manager.aliases().toSorted());
    for (const pool of Object.values(redis.pools)) {
      expect(pool).toMatchObject({
        status: 'up',
        state: 'HEALTHY',
        circuit: 'closed',
        topology: topology.name,
        version: expect.stringMatching(/^\d+\.\d+\.\d+$/),
        role: 'master',
        usedMemoryHuman: expect.stringMatching(/^\d+\.\d\d[KMG]$/),
        maxMemoryPolicy: 'noeviction',
        dedicated: { inUseConnections: 0 },
      });
      expect(pool.connectedClients).toBeGreaterThan(0);
      expect(pool.usedMemoryBytes).toBeGreaterThan(100_000);
      expect(pool.statistics.databaseName).toBe(pool.dedicated.databaseName);
      const primaries = pool.nodes.filter(({ role }) => role === 'primary');
      expect(primaries).toHaveLength(topology.clustered ? 3 : 1);
      expect(primaries.every(({ status }) => status === 'up')).toBe(true);
    }
  });

  it('counts the keys of the pool, of a cluster over all nodes', async () => {
    const prefix = uniqueName('keys');
    // In a cluster other specs write keys to the same database meanwhile: so many that they do not matter.
    const names = Array.from({ length: 5_000 }, (_unused, index) => `${prefix}:${index}`);
    const client = fixture.manager.client('symphony_shared_state');
    await Promise.all(names.map(async (name) => client.set(name, '', 'EX', 60)));
    await expect
      .poll(async () => (await fixture.health.pools('redis')).redis.pools['symphony_shared_state']?.keys, {
        timeout: 3_000,
      })
      .toBeGreaterThanOrEqual(5_000);
    await Promise.all(names.map(async (name) => client.unlink(name)));
  });

  it('is asked once by any number of simultaneous checks, and again after a second', async () => {
    const asked = async (): Promise<number> => {
      const { manager } = fixture;
      const client = manager.client('pubsub');
      const nodes = 'nodes' in client ? client.nodes('master') : [client];
      const texts = await Promise.all(nodes.map(async (node) => node.info('commandstats')));
      return texts.reduce((sum, text) => sum + Number(/cmdstat_ping:calls=(\d+)/.exec(text)?.[1] ?? 0), 0);
    };
    const check = async (): Promise<unknown> => fixture.health.pingCheck('redis', { alias: 'pubsub' });
    await check();
    const before = await asked();
    await Promise.all(Array.from({ length: 200 }, check));
    const after = await asked();
    // Others use the servers too, but do not send hundreds of PINGs.
    expect(after - before).toBeLessThan(50);
    await expect
      .poll(
        async () => {
          await check();
          return asked();
        },
        { interval: 200, timeout: 5_000 },
      )
      .toBeGreaterThan(after);
  });

  it('does not count as commands of the pool', async () => {
    const operations = (): number =>
      fixture.manager.statistics().databaseStats['handlers']?.successfulOperations ?? -1;
    const before = operations();
    await fixture.health.pools('redis');
    expect(operations()).toBe(before);
  });

  it('tells no secret', async () => {
    const text = JSON.stringify(await fixture.health.pools('redis'));
    expect(text).not.toMatch(/password|secret/i);
  });

  it('refuses what is no pool, and a time limit that is none', async () => {
    const { health } = fixture;
    // @ts-expect-error no such pool
    await expect(health.pingCheck('redis', { alias: 'nope' })).rejects.toThrow('nope');
    // @ts-expect-error no such pool
    await expect(health.pools('redis', { required: ['nope'] })).rejects.toThrow('nope');
    for (const timeoutMs of [0, -1, Number.NaN, Number.POSITIVE_INFINITY]) {
      await expect(health.pools('redis', { timeoutMs })).rejects.toThrow('timeoutMs');
    }
  });
});
