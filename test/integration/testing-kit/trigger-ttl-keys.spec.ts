import { RedisConnectionManager, type ExpiryOptions } from '@tenantry/redis';
import { describe, expect, it } from 'vitest';
import { kitTopologies, useKitApps, type KitApp } from './kit-app.js';

describe.each(kitTopologies)('Keys beside triggers on $name', (topology) => {
  const startApp = useKitApps(topology);
  const keyOf = (action: string, identifier: string): string =>
    `${topology.clustered ? '{acme}' : 'acme'}:EXPTRIGGER:${action}:${identifier}`;

  const triggerKeys = async ({ redis }: KitApp) =>
    (await redis.contents('acme')).filter(({ key }) => key.includes('EXPTRIGGER'));

  it('lose the time that passes, and go when their triggers have fired', async () => {
    const app = await startApp();
    app.on('remind', () => undefined);
    const { triggers } = app.redis.of('acme');
    await triggers.set('remind', 'u1', 3_600);
    await triggers.set('remind', 'u2', 7_200);
    await app.clock.advance('30m');
    const lingerSeconds = topology.clustered ? 5 : 1;
    const [first, second] = (await triggerKeys(app)).map(({ ttlSeconds }) => ttlSeconds);
    expect(first).toBeGreaterThan(1_700);
    expect(first).toBeLessThanOrEqual(1_800 + lingerSeconds);
    expect(second).toBeGreaterThan(5_300);
    expect(second).toBeLessThanOrEqual(5_400 + lingerSeconds);
    await app.clock.advance('30m');
    expect(await triggerKeys(app)).toMatchObject([{ key: keyOf('remind', 'u2') }]);
    await app.clock.advance('1h');
    expect(await triggerKeys(app)).toEqual([]);
  });

  it('last until their triggers are due by the clock, running or stopped', async () => {
    const app = await startApp();
    const { triggers } = app.redis.of('acme');
    await app.clock.advance('1d');
    await triggers.set('remind', 'u1', { dueAt: new Date(app.clock.now().getTime() + 600_000) });
    app.clock.freeze();
    await app.clock.advance('1d');
    await triggers.set('remind', 'u2', { dueAt: new Date(app.clock.now().getTime() + 600_000) });
    const [, second] = await triggerKeys(app);
    expect(second?.ttlSeconds).toBeGreaterThan(500);
    expect(second?.ttlSeconds).toBeLessThanOrEqual(605);
  });

  const expiries: Array<[string, ExpiryOptions]> = [
    ['as usual', {}],
    ['not heard of', { notifications: 'off' }],
  ];
  it.each(expiries)('fire too where another program set them, once, expiries %s', async (_how, expiry) => {
    const app = await startApp({ redis: { expiry } });
    const fired: string[] = [];
    app.on('remind', ({ identifier }) => fired.push(identifier));
    const client = app.module.get(RedisConnectionManager).client('expiry');
    await client.set(keyOf('remind', 'u1'), 'from python', 'EX', 3_600);
    await client.set(keyOf('remind', 'u2'), '', 'EX', 60);
    expect(await app.clock.advance('30m')).toMatchObject([{ identifier: 'u2', attempt: 1 }]);
    expect(await triggerKeys(app)).toMatchObject([{ key: keyOf('remind', 'u1'), value: 'from python' }]);
    expect(await app.clock.advance('31m')).toMatchObject([{ identifier: 'u1' }]);
    expect(await app.clock.advance('1d')).toEqual([]);
    expect(fired).toEqual(['u2', 'u1']);
    expect(await triggerKeys(app)).toEqual([]);
  });

  it('move a trigger that another program set anew', async () => {
    const app = await startApp();
    app.on('remind', () => undefined);
    await app.redis.of('acme').triggers.set('remind', 'u1', 60);
    const client = app.module.get(RedisConnectionManager).client('expiry');
    await client.set(keyOf('remind', 'u1'), 'from python', 'EX', 7_200);
    expect(await app.clock.advance('1h')).toEqual([]);
    expect(await app.clock.advance('61m')).toMatchObject([{ identifier: 'u1' }]);
  });

  it('leave the expiry of records to the server', async () => {
    const app = await startApp();
    const { users } = app.redis.of('acme');
    await users.set('u1', { name: 'Alice' }, { ttlSeconds: 600 });
    await app.clock.advance('1d');
    expect(await users.get('u1')).toEqual({ name: 'Alice' });
    expect(await users.of('u1').ttl()).toBeGreaterThan(500);
  });
});
