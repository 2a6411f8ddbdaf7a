import { startRedis, type RedisServer } from '@tenantry/redis-testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ExpiryOptions } from '../../../../libs/redis/src/expiry/expiry-options.js';
import { startBridge, untilSwept } from '../bridge/bridge-fixture.js';
import { handlerOf, TriggerApps, type TriggerApp } from '../worker/trigger-app.js';

describe('two applications on one Redis', () => {
  const apps = new TriggerApps();
  let server: RedisServer;
  const handled: Record<string, string[]> = {};

  beforeEach(async () => {
    server = await startRedis();
    handled['one'] = [];
    handled['two'] = [];
  });
  afterEach(async () => {
    await apps.close();
    await server.stop();
  });

  /** An application with a worker and a bridge. Tenants and actions are the same as the other's. */
  async function start(namespace: 'one' | 'two', expiry: ExpiryOptions): Promise<TriggerApp> {
    const bridge = await startBridge({ redis: { url: server.url }, namespace, expiry });
    await untilSwept([bridge]);
    return apps.start({
      redis: { url: server.url },
      namespace,
      expiry,
      providers: [handlerOf('work', ({ identifier }) => handled[namespace]?.push(identifier))],
    });
  }

  it('run their own triggers only', async () => {
    // An event of a TTL key does not say whose it was: the keys have to be claimed before they expire.
    const expiry = { lingerMs: 10_000 };
    const [one, two] = await Promise.all([start('one', expiry), start('two', expiry)]);
    const identifiers = Array.from({ length: 300 }, (_, index) => index);
    await Promise.all(
      identifiers.flatMap((id) => [
        one.triggersOf('acme').set('work', `one ${id}`, 0.2),
        two.triggersOf('acme').set('work', `two ${id}`, 0.2),
      ]),
    );
    await expect.poll(() => handled['one']?.length, { timeout: 10_000 }).toBe(identifiers.length);
    await expect.poll(() => handled['two']?.length, { timeout: 10_000 }).toBe(identifiers.length);
    for (const name of ['one', 'two'] as const) {
      expect(handled[name]?.toSorted()).toEqual(identifiers.map((id) => `${name} ${id}`).toSorted());
    }
  });

  it('without TTL keys do not run what is due while the other is away', async () => {
    const expiry = { ttlKeys: false };
    const one = await start('one', expiry);
    await one.triggersOf('acme').set('work', 'u1', 0.2);
    await one.close();
    const two = await start('two', expiry);
    await two.triggersOf('acme').set('work', 'u2', 0.5);
    await expect.poll(() => handled['two']).toEqual(['u2']);
    await start('one', expiry);
    await expect.poll(() => handled['one']).toEqual(['u1']);
    expect(handled['two']).toEqual(['u2']);
  });
});
