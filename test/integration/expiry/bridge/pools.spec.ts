import { startRedis, waitUntil } from '@tenantry/redis-testing';
import { describe, expect, it, onTestFinished } from 'vitest';
import { parseTenantId } from '../../../../libs/redis/src/context/tenant-id.js';
import { startBridge, untilSwept } from './bridge-fixture.js';
import { Claims } from './claims.js';

describe('a bridge of several pools', () => {
  it('listens to the database of each, and keeps them apart', async () => {
    const server = await startRedis();
    onTestFinished(async () => server.stop());
    const bridge = await startBridge({
      redis: { url: server.url },
      namespace: 'app',
      expiry: { listeners: ['expiry', 'handlers'] },
    });
    await untilSwept([bridge]);
    const key = bridge.keys.trigger(parseTenantId('acme'), 'remind', 'u1');
    const claims = new Map(
      bridge.engines.all().map((engine) => [engine.pool, new Claims(engine, ['remind'])] as const),
    );
    await bridge.client('handlers').psetex(key, 20, 'x');
    await bridge.client('user').psetex(key, 20, 'x');
    await waitUntil(async () => {
      const exists = await Promise.all(
        (['handlers', 'user'] as const).map(async (pool) => bridge.client(pool).exists(key)),
      );
      return exists.every((count) => count === 0) && ((await claims.get('handlers')?.take()) ?? 0) > 0;
    });
    await claims.get('expiry')?.take();
    expect(claims.get('handlers')?.runs.get(key)).toBe(1);
    expect(claims.get('expiry')?.runs.size).toBe(0);
  });

  it('tells what it listens to as the Python listener does, with fields', async () => {
    const server = await startRedis();
    onTestFinished(async () => server.stop());
    const { log } = await startBridge({
      redis: { url: server.url },
      namespace: 'app',
      expiry: { listeners: ['expiry', 'handlers'] },
    });
    const aboutExpiry = { alias: 'expiry', db: 8, channel: '__keyevent@8__:expired' };
    expect(log.entries).toEqual(
      expect.arrayContaining([
        {
          level: 'log',
          message: "Expiry listener on alias 'expiry' (db=8) channel=__keyevent@8__:expired",
          fields: aboutExpiry,
        },
        {
          level: 'log',
          message: `Subscribed to __keyevent@8__:expired of 127.0.0.1:${server.port}`,
          fields: { ...aboutExpiry, server: `127.0.0.1:${server.port}` },
        },
      ]),
    );
    expect(log.messages(/^Subscribed to __keyevent@10__:expired of/)).toHaveLength(1);
  });
});
