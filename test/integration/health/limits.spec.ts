import { startRedis, type RedisServer } from '@tenantry/redis-testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { topologies } from '../../support/topologies.js';
import { connectWithHealth, type HealthFixture } from './health-fixture.js';

describe('The check of memory', () => {
  let server: RedisServer;
  let fixture: HealthFixture;
  beforeAll(async () => {
    server = await startRedis({ config: ['maxmemory 50mb'] });
    fixture = await connectWithHealth({ url: server.url });
  });
  afterAll(async () => {
    await fixture.manager.close();
    await server.stop();
  });

  it('looks once at a server that all pools share', async () => {
    const { memory } = await fixture.health.memory('memory');
    expect(memory).toEqual({
      status: 'up',
      servers: [
        {
          node: `127.0.0.1:${server.port}`,
          status: 'up',
          usedBytes: expect.any(Number),
          // Less than a megabyte on servers from version 8 on.
          usedHuman: expect.stringMatching(/^\d+\.\d\d[KM]$/),
          maxBytes: 50 * 1_024 * 1_024,
          usedShare: expect.any(Number),
          policy: 'noeviction',
          fragmentationRatio: expect.any(Number),
          evictedKeys: 0,
        },
      ],
    });
    expect(memory.servers[0]?.usedShare).toBeCloseTo((memory.servers[0]?.usedBytes ?? 0) / 52_428_800);
  });

  it('holds every figure against its limit', async () => {
    const { health } = fixture;
    const degraded = await health.memory('memory', { degradedAt: { usedShare: 0.001 } });
    expect(degraded.memory).toMatchObject({
      status: 'degraded',
      servers: [{ message: expect.stringMatching(/^usedShare is 0\.\d+ \(limit 0\.001\)$/) }],
    });
    const down = await health.memory('memory', {
      degradedAt: { usedShare: 0.001 },
      downAt: { usedBytes: 1_000 },
    });
    expect(down.memory).toMatchObject({
      status: 'down',
      servers: [{ message: expect.stringContaining('usedBytes is') }],
    });
    const far = await health.memory('memory', { degradedAt: { usedShare: 0.99, usedBytes: 1e12 } });
    expect(far.memory.status).toBe('up');
  });
});

describe.each(topologies)('The check of triggers on $name', (topology) => {
  let fixture: HealthFixture;
  beforeAll(async () => {
    fixture = await connectWithHealth(topology.options(), { clustered: topology.clustered });
  });
  afterAll(async () => fixture.manager.close());

  it('tells backlog, dead letters and actions without a handler', async () => {
    const { health, expiry } = fixture;
    await expiry.bury('close', 'dead');
    await expiry.triggers.set('remind', 'late', { dueAt: new Date(0) });
    await expiry.triggers.set('remind', 'early', 60);
    // A worker that has no handler for it.
    await expiry.claim('close');
    const limits = { degradedAt: { overdueByMs: 1, backlog: 1 } };
    await expect
      .poll(async () => (await health.expiry('expiry', limits)).expiry, { timeout: 3_000 })
      .toMatchObject({
        status: 'degraded',
        pools: [
          {
            pool: 'expiry',
            message: expect.stringMatching(/overdue by \d+ ms \(limit 1 ms\); .* overdue: 1 \(limit 1\)/),
            backlog: 1,
            oldestDueAt: expect.any(Date),
            pending: 2,
            inFlight: 0,
            dead: 1,
            unhandledActions: ['remind'],
            notifications: expect.stringMatching(/^(enabled|disabled)$/),
          },
        ],
      });
    const unhandled = { degradedAt: { unhandledForMs: 1 } };
    await expect
      .poll(async () => (await health.expiry('expiry', unhandled)).expiry.pools[0]?.message)
      .toMatch(/waited for a handler for \d+ ms/);
    const strict = (await health.expiry('expiry', { downAt: { dead: 1 } })).expiry;
    expect(strict).toMatchObject({ status: 'down', pools: [{ message: 'dead letters: 1 (limit 1)' }] });
    const lenient = (await health.expiry('expiry', { degradedAt: {} })).expiry;
    expect(lenient.status).toBe('up');
  });
});

describe('The setting of keyspace notifications', () => {
  it('is that of the server', async () => {
    const server = await startRedis();
    try {
      for (const [flags, expected] of [
        ['', 'disabled'],
        ['Kx', 'disabled'],
        ['Ex', 'enabled'],
        ['KEA', 'enabled'],
      ] as const) {
        const { manager, health } = await connectWithHealth({ url: server.url });
        await manager.client('expiry').config('SET', 'notify-keyspace-events', flags);
        expect((await health.expiry('expiry')).expiry.pools[0]?.notifications).toBe(expected);
        await manager.close();
      }
    } finally {
      await server.stop();
    }
  });
});
