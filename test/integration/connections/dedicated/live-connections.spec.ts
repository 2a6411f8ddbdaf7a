import { GuardedCluster } from '../../../../libs/redis/src/connections/guarded-cluster.js';
import { LiveConnections } from '../../../../libs/redis/src/connections/live-connections.js';
import type { RedisClient } from '../../../../libs/redis/src/connections/pool-clients.js';
import type { RedisConnectionManager } from '../../../../libs/redis/src/connections/redis-connection.manager.js';
import { waitUntil } from '@tenantry/redis-testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { settledHeapBytes } from '../../../support/garbage-collection.js';
import { connect, topologies } from '../../../support/topologies.js';

describe.each(topologies)('the connections that are alive on $name', (topology) => {
  let manager: RedisConnectionManager;
  let live: LiveConnections;

  beforeEach(async () => {
    manager = await connect(topology.options());
    live = new LiveConnections();
    live.track(manager.client('user'));
    await reach(manager.client('user'));
  });
  afterEach(async () => manager.close());

  /** A client of a cluster has a connection to each of its three masters. */
  const perClient = topology.clustered ? 3 : 1;

  function duplicate(client = manager.client('user')): RedisClient {
    const copy: unknown = client instanceof GuardedCluster ? client.duplicate() : client.duplicate();
    return copy as RedisClient;
  }

  /** Uses all connections of a client: they are made at their first command. */
  async function reach(client: RedisClient): Promise<void> {
    await client.ping();
    const connections = client instanceof GuardedCluster ? client.nodes() : [client];
    await Promise.all(connections.map(async (connection) => connection.ping()));
  }

  it('are counted, copies of copies included, as long as they are ready', async () => {
    const copy = duplicate();
    const copyOfCopy = duplicate(copy);
    expect(live.active('user')).toBe(perClient);
    await Promise.all([copy, copyOfCopy].map(reach));
    expect(live.active('user')).toBe(3 * perClient);
    copyOfCopy.disconnect();
    await expect.poll(() => live.active('user')).toBe(2 * perClient);
    copy.disconnect();
    await expect.poll(() => live.active('user')).toBe(perClient);
    expect(live.active('default')).toBe(0);
  });

  /** Takes what nobody can reach any more, until that is enough. */
  async function collectUntil(isEnough: () => boolean): Promise<void> {
    await waitUntil(
      async () => {
        await settledHeapBytes();
        return isEnough();
      },
      { timeoutMs: 10_000 },
    );
  }

  it('are forgotten when their owner has dropped them', async () => {
    async function useAndDrop(): Promise<void> {
      const own = Array.from({ length: 20 }, () => duplicate());
      await Promise.all(own.map(reach));
      await Promise.all(own.map(async (each) => each.quit()));
    }
    await useAndDrop();
    await collectUntil(() => live.clients('user').length === 1);
    expect(live.active('user')).toBe(perClient);
  });

  it('are not kept by being known', async () => {
    let collected = 0;
    const registry = new FinalizationRegistry(() => void (collected += 1));
    for (let index = 0; index < 20; index += 1) registry.register(duplicate(), index);
    await collectUntil(() => collected === 20);
    expect(live.clients('user').length).toBe(1);
  });
});
