import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { startCluster, startRedis, type RedisCluster, type RedisServer } from '@tenantry/redis-testing';
import type { CoreModuleOptions } from '../../../../libs/redis/src/config/module-options.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connect } from '../../../support/topologies.js';
import { failureOf } from './failing-start.js';

const SHORT = { connectTimeoutMs: 300, commandTimeoutMs: 300 } as const;

async function millisecondsOf(work: () => Promise<unknown>): Promise<number> {
  const before = performance.now();
  await work();
  return performance.now() - before;
}

describe('starting against a server that says nothing', () => {
  let silent: Server;
  let port: number;

  beforeAll(async () => {
    silent = createServer((socket) => socket.on('error', () => undefined)).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    ({ port } = silent.address() as AddressInfo);
  });
  afterAll(() => void silent.close());

  it.each<[string, (port: number) => CoreModuleOptions]>([
    ['standalone', (at) => ({ url: `redis://127.0.0.1:${at}`, defaults: SHORT })],
    ['TLS', (at) => ({ url: `rediss://127.0.0.1:${at}`, defaults: SHORT })],
    [
      'cluster',
      (at) => ({ defaults: { topology: 'cluster', nodes: [`redis://127.0.0.1:${at}`], ...SHORT } }),
    ],
    [
      'sentinel',
      (at) => ({
        defaults: {
          topology: 'sentinel',
          sentinels: [{ host: '127.0.0.1', port: at }],
          name: 'main',
          ...SHORT,
        },
      }),
    ],
  ])('gives up in time: %s', async (_what, optionsAt) => {
    const took = await millisecondsOf(async () => {
      const failure = await failureOf(optionsAt(port));
      expect(failure.message).toMatch(/127\.0\.0\.1.*TLS/);
    });
    expect(took).toBeLessThan(2_500);
  });
});

describe('a server that is frozen', () => {
  let server: RedisServer;

  beforeAll(async () => {
    server = await startRedis();
  });
  afterAll(async () => server.stop());

  it('keeps neither the start waiting for ever, nor says it the same as one that is absent', async () => {
    server.pause();
    try {
      const took = await millisecondsOf(async () => {
        const options: CoreModuleOptions = {
          url: server.url,
          defaults: { ...SHORT, startupAttempts: 3, startupMinDelayMs: 10, startupMaxDelayMs: 20 },
        };
        const failure = await failureOf(options);
        expect(failure.message).toMatch(
          /no reply within 300 ms\. It takes connections and says nothing.*tried 3 times/,
        );
      });
      expect(took).toBeLessThan(3 * (300 + 250 + 20) + 1_500);
    } finally {
      server.resume();
    }
  });

  it('keeps neither requests nor the end waiting', async () => {
    const manager = await connect({ url: server.url, defaults: SHORT });
    server.pause();
    try {
      const request = manager.client('user').get('key');
      const took = await millisecondsOf(async () => expect(request).rejects.toThrow(/no reply|circuit/));
      expect(took).toBeLessThan(1_000);
      expect(await millisecondsOf(async () => manager.close())).toBeLessThan(4_500);
    } finally {
      server.resume();
    }
  });

  it('does not keep a start that is given up from ending', async () => {
    server.pause();
    try {
      const manager = connect({ url: server.url, defaults: { ...SHORT, onStartup: 'degraded' } });
      const took = await millisecondsOf(async () => (await manager).close());
      expect(took).toBeLessThan(3_000);
    } finally {
      server.resume();
    }
  });
});

describe('a cluster of which no node answers', () => {
  let cluster: RedisCluster;

  beforeAll(async () => {
    cluster = await startCluster();
  });
  afterAll(async () => cluster.stop());

  it('keeps nobody waiting', async () => {
    const nodes = cluster.nodes.map(({ host, port }) => ({ host, port }));
    cluster.nodes.forEach((node) => node.pause());
    try {
      const took = await millisecondsOf(async () => {
        const failure = await failureOf({ defaults: { topology: 'cluster', nodes, ...SHORT } });
        expect(failure.message).toMatch(/no reply within 300 ms/);
      });
      expect(took).toBeLessThan(3_500);
    } finally {
      cluster.nodes.forEach((node) => node.resume());
    }
  });
});
