import { startRedis, waitUntil } from '@tenantry/redis-testing';
import { describe, expect, it, onTestFinished } from 'vitest';
import { parseTenantId } from '../../../../libs/redis/src/context/tenant-id.js';
import { connect, topologies } from '../../../support/topologies.js';
import { uniqueName } from '../../../support/unique-name.js';
import { startBridge, type BridgeProcess } from './bridge-fixture.js';
import { Claims, scheduledOf } from './claims.js';

const sweptBy = (processes: readonly BridgeProcess[]): string[] =>
  processes.flatMap(({ log }) => log.messages(/^Sweep/));

describe.each(topologies)('keys that were set while nobody listened, on $name', (topology) => {
  it('are scheduled for the moment they expire, by one process of the fleet', async () => {
    const namespace = uniqueName('sweep');
    const action = uniqueName('remind');
    const before = await startBridge({ redis: topology.options(), namespace });
    await before.stop();
    const foreign = await connect(topology.options());
    onTestFinished(async () => foreign.close());
    const client = foreign.client('expiry');
    const keys = Array.from({ length: 1_000 }, (_, index) =>
      before.keys.trigger(parseTenantId(`tenant-${index % 7}`), action, `u${index}`),
    );
    await Promise.all(keys.map(async (key) => client.setex(key, 60, 'x')));
    const strangers = ['hash', 'forever'].map((id) =>
      before.keys.trigger(parseTenantId('tenant-1'), action, id),
    );
    const [hash = '', forever = ''] = strangers;
    await client.hset(hash, 'a', 1);
    await client.expire(hash, 60);
    await client.set(forever, 'x');

    const fleet = await Promise.all(
      [1, 2, 3, 4].map(async () => startBridge({ redis: topology.options(), namespace })),
    );
    const [bridge] = fleet;
    if (bridge === undefined) throw new Error('no bridge');
    await waitUntil(async () => (await scheduledOf(bridge, action)) >= keys.length);
    for (const [index, key] of keys.entries()) {
      if (index % 100 > 0) continue;
      const name = bridge.engine.parseKey(key);
      const [state, ttlMs, [seconds, micros]] = await Promise.all([
        name && bridge.engine.get(name),
        client.pttl(key),
        client.time(),
      ]);
      const inMs = (state?.scheduled?.dueMs ?? 0) - Number(seconds) * 1_000 - Number(micros) / 1_000;
      // The key outlives its trigger a little; in a cluster it is read before its trigger is written.
      expect(Math.abs(ttlMs - inMs)).toBeLessThan(1_500);
    }
    expect(await scheduledOf(bridge, action)).toBe(keys.length);
    const takenOver = (): number =>
      fleet
        .flatMap(({ log }) => log.entries)
        .reduce((sum, { fields }) => sum + Number(fields['takenOver'] ?? 0), 0);
    await expect.poll(takenOver).toBeGreaterThanOrEqual(keys.length);
    expect(sweptBy(fleet).length).toBeLessThanOrEqual(2);
    await Promise.all([...keys, ...strangers].map(async (key) => client.del(key)));
  });

  it('fire even if nobody listens when they expire', async () => {
    const namespace = uniqueName('sweep');
    const action = uniqueName('remind');
    const first = await startBridge({ redis: topology.options(), namespace });
    const client = first.client('expiry');
    await expect.poll(() => sweptBy([first])).toHaveLength(1);
    const key = first.keys.trigger(parseTenantId('acme'), action, 'u1');
    await client.psetex(key, 1_500, 'x');
    const second = await startBridge({ redis: topology.options(), namespace });
    await waitUntil(async () => (await scheduledOf(second, action)) === 1);
    await Promise.all([first.stop(), second.stop()]);
    const own = await startBridge({ redis: topology.options(), namespace, expiry: { notifications: 'off' } });
    await waitUntil(async () => (await own.client('expiry').exists(key)) === 0);
    const claims = new Claims(own.engine, [action]);
    await waitUntil(async () => (await claims.take()) === 1);
  });

  it('fire also if they expire as the sweep goes on', async () => {
    const namespace = uniqueName('sweep');
    const action = uniqueName('remind');
    const foreign = await connect(topology.options());
    onTestFinished(async () => foreign.close());
    const { keys } = await startBridge({
      redis: topology.options(),
      namespace,
      expiry: { notifications: 'off' },
    });
    const names = Array.from({ length: 2_000 }, (_, index) =>
      keys.trigger(parseTenantId('acme'), action, `u${index}`),
    );
    await Promise.all(
      names.map(async (key, index) => foreign.client('expiry').psetex(key, 1_000 + (index % 1_000), 'x')),
    );
    const fleet = await Promise.all(
      [1, 2].map(async () => startBridge({ redis: topology.options(), namespace })),
    );
    const [bridge] = fleet;
    if (bridge === undefined) throw new Error('no bridge');
    const claims = new Claims(bridge.engine, [action]);
    await waitUntil(async () => (await claims.take()) === 0 && claims.runs.size >= names.length, {
      timeoutMs: 20_000,
    });
    await Promise.all(fleet.slice(1).map(async (process) => process.stop()));
    await claims.take();
    expect(claims.runs.size).toBe(names.length);
    // In a cluster a key and its trigger are on two servers: one that expires while it is taken over may run twice.
    expect(claims.repeated.length).toBeLessThanOrEqual(topology.clustered ? names.length : 0);
  });
});

describe('a sweep', () => {
  it('leaves the keys of other applications alone, and what they scheduled', async () => {
    const server = await startRedis();
    onTestFinished(async () => server.stop());
    const one = await startBridge({ redis: { url: server.url }, namespace: 'one' });
    await one.engine.schedule([
      { tenant: parseTenantId('acme'), action: 'remind', identifier: 'u1', when: { delayMs: 60_000 } },
    ]);
    const two = await startBridge({ redis: { url: server.url }, namespace: 'two' });
    await expect.poll(() => sweptBy([two])).toHaveLength(1);
    expect((await two.engine.stats()).scheduled).toBe(0);
  });

  it('is taken up by another process if the one that swept is gone', async () => {
    const server = await startRedis();
    onTestFinished(async () => server.stop());
    const bridge = await startBridge({ redis: { url: server.url }, namespace: 'app' });
    await expect.poll(() => sweptBy([bridge])).toHaveLength(1);
    const client = bridge.client('expiry');
    // What a sweeper leaves behind that was killed: its lock, and nothing done.
    await client.set('{exp:app:expiry:0}:sweeper', 'a process that is gone', 'PX', 1_000);
    const other = await startBridge({ redis: { url: server.url }, namespace: 'app' });
    expect(sweptBy([other])).toEqual([]);
    await expect.poll(() => sweptBy([other]), { timeout: 5_000 }).toHaveLength(1);
    expect(await client.exists('{exp:app:expiry:0}:sweeper')).toBe(0);
  });

  it('looks at many keys without holding up anybody', async () => {
    const server = await startRedis();
    onTestFinished(async () => server.stop());
    const idle = await startBridge({
      redis: { url: server.url },
      namespace: 'app',
      expiry: { notifications: 'off' },
    });
    await idle.client('expiry').eval("for i = 1, 100000 do redis.call('SET', 'cache:' .. i, i) end", 0);
    const bridge = await startBridge({ redis: { url: server.url }, namespace: 'app' });
    await expect.poll(() => sweptBy([bridge]), { timeout: 20_000 }).toHaveLength(1);
    const durations = bridge.log.entries.map(({ fields }) => Number(fields['durationMs'] ?? 0));
    // 200 steps with a pause of 10 ms after each.
    expect(Math.max(...durations)).toBeGreaterThan(1_500);
    await idle.stop();
  });
});
