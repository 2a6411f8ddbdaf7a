import {
  startCluster,
  startRedis,
  waitUntil,
  type RedisCluster,
  type RedisServer,
} from '@tenantry/redis-testing';
import type { CoreModuleOptions } from '../../../libs/redis/src/config/module-options.js';
import { PoolUnavailableError } from '../../../libs/redis/src/connections/connectivity.errors.js';
import type { RedisConnectionManager } from '../../../libs/redis/src/connections/redis-connection.manager.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connect } from '../../support/topologies.js';

/** Sockets and timers that keep the process alive. */
function openHandles(): string[] {
  return process
    .getActiveResourcesInfo()
    .filter((kind) => /^(TCPSocket|TLSSocket|PipeWrap|Timeout)/.test(kind));
}

interface Servers {
  readonly nodes: readonly RedisServer[];
  readonly options: CoreModuleOptions;
  stop(): Promise<void>;
}

const deployments: Record<string, () => Promise<Servers>> = {
  standalone: async () => {
    const server = await startRedis();
    return { nodes: [server], options: { url: server.url }, stop: async () => server.stop() };
  },
  cluster: async () => {
    const cluster: RedisCluster = await startCluster();
    const nodes = cluster.nodes.map(({ host, port }) => ({ host, port }));
    return {
      nodes: cluster.nodes,
      options: { defaults: { topology: 'cluster', nodes } },
      stop: async () => cluster.stop(),
    };
  },
};

describe.each(Object.keys(deployments))('closing the pools of a %s', (name) => {
  let servers: Servers;
  let handlesBefore: number;

  beforeAll(async () => {
    servers = await (deployments[name]?.() ?? Promise.reject(new Error(name)));
    handlesBefore = openHandles().length;
  });
  afterAll(async () => servers.stop());

  async function expectClosed(manager: RedisConnectionManager): Promise<void> {
    await manager.close();
    for (const alias of manager.aliases()) expect(manager.client(alias).status).toBe('end');
    await waitUntil(() => openHandles().length <= handlesBefore, { timeoutMs: 3_000 });
    const late = manager.client('default').set('late', '1');
    await expect(late).rejects.toThrow(PoolUnavailableError);
  }

  it('lets what is in flight finish', async () => {
    const manager = await connect(servers.options);
    await manager.subscriber('pubsub').subscribe('channel');
    const replies = Promise.all(
      Array.from({ length: 200 }, async (_unused, index) =>
        manager.client('user').set(`key:${index}`, index),
      ),
    );
    await new Promise((resolve) => setImmediate(resolve));
    await expectClosed(manager);
    expect(new Set(await replies)).toEqual(new Set(['OK']));
  });

  it('happens once, however often it is asked for', async () => {
    const manager = await connect(servers.options);
    await Promise.all([manager.close(), manager.close(), manager.onApplicationShutdown()]);
    await expectClosed(manager);
  });

  it('does not wait for a server that hangs', async () => {
    const manager = await connect(servers.options);
    await manager.subscriber('pubsub').subscribe('channel');
    servers.nodes.forEach((node) => node.pause());
    try {
      const pending = manager
        .client('default')
        .get('key')
        .catch((error: unknown) => error);
      const before = performance.now();
      await expectClosed(manager);
      expect(performance.now() - before).toBeLessThan(4_000);
      expect(await pending).toBeInstanceOf(Error);
    } finally {
      servers.nodes.forEach((node) => node.resume());
    }
  });

  it('works while the server is gone', async () => {
    const manager = await connect(servers.options);
    await manager.subscriber('pubsub').subscribe('channel');
    await Promise.all(servers.nodes.map(async (node) => node.kill()));
    await waitUntil(async () =>
      manager
        .client('default')
        .get('key')
        .then(
          () => false,
          () => true,
        ),
    );
    const before = performance.now();
    await manager.close();
    expect(performance.now() - before).toBeLessThan(2_000);
    await waitUntil(() => openHandles().length <= handlesBefore, { timeoutMs: 3_000 });
    await expect(manager.client('default').get('key')).rejects.toThrow(PoolUnavailableError);
  });
});
