import { FaultProxy, startRedis, waitUntil, type RedisServer } from '@tenantry/redis-testing';
import { Redis } from 'ioredis';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { MidReplyProxy } from './mid-reply-proxy.js';
import { endure } from './outage.js';

const DATABASE = 15;

describe('500 callers of a pool whose network', () => {
  let server: RedisServer;
  let reader: Redis;
  let proxy: FaultProxy;

  beforeEach(async () => {
    server = await startRedis();
    reader = new Redis(server.urlFor(DATABASE), { protocol: 2 });
    proxy = new FaultProxy(server);
    await proxy.listen();
  });
  afterEach(async () => {
    await proxy.close();
    reader.disconnect();
    await server.stop();
  });

  const optionsAt = (port: number, more: object = {}) => ({
    url: inject('redisUrl'),
    pools: {
      default: {
        port,
        db: DATABASE,
        commandTimeoutMs: 1_000,
        connectTimeoutMs: 1_000,
        acquireTimeoutMs: 3_000,
        ...more,
      },
    },
  });

  it('swallows everything', async () => {
    const { states } = await endure({
      what: 'black hole',
      options: optionsAt(proxy.port),
      reader,
      fault: async (load) => {
        proxy.blackHole();
        await load.untilRefused(2_000);
        await proxy.heal();
      },
    });
    expect(states.slice(0, 4)).toEqual(['HEALTHY', 'DEGRADED', 'FAILED', 'DEGRADED']);
  });

  it('takes 200 ms for every answer', async () => {
    const { states, errors } = await endure({
      what: '200 ms latency',
      // A transaction with watched keys takes three answers, and 60 callers share 20 connections.
      options: optionsAt(proxy.port, { acquireTimeoutMs: 5_000 }),
      reader,
      fault: async (load) => {
        proxy.delay(200, 'replies');
        await load.untilEachSucceeds(60);
        proxy.delay(0, 'replies');
      },
    });
    expect(errors).toEqual({});
    expect(states).toEqual([]);
  });

  it('breaks in the middle of a reply, again and again', async () => {
    const midReply = new MidReplyProxy(server);
    const port = await midReply.listen();
    try {
      const { trips, errors } = await endure({
        what: '10 cuts in mid-reply',
        options: optionsAt(port),
        reader,
        fault: async (load) => {
          for (let cut = 0; cut < 10; cut += 1) {
            midReply.cutNextReplies(3);
            await waitUntil(() => midReply.cutsLeft === 0, { everyMs: 5 });
            await load.untilEachSucceeds(1);
          }
        },
      });
      expect(trips).toBe(0);
      expect(errors).toHaveProperty('CommandOutcomeUnknownError');
    } finally {
      midReply.close();
    }
  });

  it('forgets the open connections without a word', async () => {
    const forgetful = new MidReplyProxy(server);
    const port = await forgetful.listen();
    try {
      const { states, lastErrorMs } = await endure({
        what: 'open connections are forgotten',
        options: optionsAt(port, { watchdogIntervalMs: 1_000 }),
        reader,
        fault: async (load) => {
          forgetful.forgetConnections();
          await waitUntil(() => load.failures.length > 0);
          await load.untilEachSucceeds(1);
        },
      });
      expect(states.slice(0, 4)).toEqual(['HEALTHY', 'DEGRADED', 'FAILED', 'DEGRADED']);
      // The interval of the watchdog, the time of its PING, and that of the handshake.
      expect(lastErrorMs).toBeLessThan(4_000);
    } finally {
      forgetful.close();
    }
  });
});
