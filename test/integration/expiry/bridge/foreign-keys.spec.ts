import { waitUntil } from '@tenantry/redis-testing';
import { describe, expect, it } from 'vitest';
import { parseTenantId } from '../../../../libs/redis/src/context/tenant-id.js';
import { topologies } from '../../../support/topologies.js';
import { uniqueName } from '../../../support/unique-name.js';
import { startBridge, untilSwept, type BridgeProcess } from './bridge-fixture.js';
import { Claims } from './claims.js';

const PROCESSES = 4;

describe.each(topologies)('keys that another program lets expire, on $name', (topology) => {
  async function startFleet(count = PROCESSES): Promise<BridgeProcess[]> {
    const namespace = uniqueName('bridge');
    return Promise.all(
      Array.from({ length: count }, async () => startBridge({ redis: topology.options(), namespace })),
    );
  }

  const trigger = (bridge: BridgeProcess, tenant: string, action: string, identifier: string): string =>
    bridge.keys.trigger(parseTenantId(tenant), action, identifier);

  it('fire exactly once each, however many processes listen, and again when they are set again', async () => {
    const [bridge, ...others] = await startFleet();
    if (bridge === undefined) throw new Error('no bridge');
    await untilSwept([bridge, ...others]);
    const action = uniqueName('remind');
    const claims = new Claims(bridge.engine, [action]);
    const tenants = Array.from({ length: 5 }, () => uniqueName('acme'));
    const keys = Array.from({ length: 5_000 }, (_, index) =>
      trigger(bridge, tenants[index % 5] ?? '', action, `user ${index}`),
    );
    for (const round of [1, 2]) {
      await Promise.all(keys.map(async (key) => bridge.client('expiry').setex(key, 1, 'x')));
      await waitUntil(async () => (await claims.take()) === 0 && claims.total >= keys.length * round, {
        timeoutMs: 25_000,
      });
      expect(claims.runs.size).toBe(keys.length);
    }
    // A process that has stopped has said all it had to say.
    await Promise.all(others.map(async (process) => process.stop()));
    await claims.take();
    expect(claims.total).toBe(keys.length * 2);
  });

  it('of all spellings and types are left alone unless they are exactly those of triggers', async () => {
    const [bridge] = await startFleet(1);
    if (bridge === undefined) throw new Error('no bridge');
    const action = uniqueName('remind');
    const client = bridge.client('expiry');
    const key = trigger(bridge, uniqueName('acme'), action, 'a:b%c');
    const strangers = [
      key.replace('%3A', ':'),
      `${key}%`,
      `x${key.replace(/[{}]/g, '')}:more`,
      key.replace('EXPTRIGGER', 'exptrigger'),
      `cache:${key}`,
      `{exp:${action}:expiry:0}:seen`,
    ];
    await Promise.all(strangers.map(async (stranger) => client.set(stranger, 'x', 'PX', 1)));
    await client.set(Buffer.concat([Buffer.from(key), Buffer.from([0xff])]), 'x', 'PX', 1);
    await waitUntil(async () =>
      (await Promise.all(strangers.map(async (stranger) => client.exists(stranger)))).every(
        (exists) => exists === 0,
      ),
    );
    await client.set(key, 'x', 'PX', 20);
    const claims = new Claims(bridge.engine, [action]);
    await waitUntil(async () => (await client.exists(key)) === 0 && (await claims.take()) > 0);
    expect([...claims.runs.keys()]).toEqual([key]);
    const { actions } = await bridge.engine.stats();
    expect(actions.filter((stats) => stats.action.includes(action))).toEqual([]);
  });

  it('reach the handler with tenant, action and identifier as they were meant', async () => {
    const [bridge] = await startFleet(1);
    if (bridge === undefined) throw new Error('no bridge');
    const tenant = uniqueName('acme');
    const action = uniqueName('a:b c');
    await bridge.client('expiry').psetex(trigger(bridge, tenant, action, 'é:%:\n'), 20, 'x');
    const item = await waitUntil(async () => {
      const request = { limit: 1, leaseMs: 5_000, actions: [{ action, free: 1, maxAttempts: 1 }] };
      const partitions = Array.from({ length: bridge.engine.partitions }, (_, partition) => partition);
      const turns = await Promise.all(
        partitions.map(async (partition) => bridge.engine.turn(partition, request)),
      );
      return turns.flatMap(({ items }) => items)[0];
    });
    expect(item).toMatchObject({ tenant, action, identifier: 'é:%:\n', attempt: 1, payload: null });
  });

  it('are no second run of a trigger of our own, also if nobody claims it before its key is gone', async () => {
    const [bridge, ...others] = await startFleet();
    if (bridge === undefined) throw new Error('no bridge');
    const tenant = parseTenantId(uniqueName('acme'));
    const action = uniqueName('remind');
    const triggers = Array.from({ length: 500 }, (_, index) => ({ tenant, action, identifier: `u${index}` }));
    await bridge.engine.schedule(triggers.map((name) => ({ ...name, when: { delayMs: 10 } })));
    // Longer than the keys outlive their triggers: all of them expire, with an event.
    const client = bridge.client('expiry');
    const keys = triggers.map(({ identifier }) => trigger(bridge, tenant, action, identifier));
    await waitUntil(async () =>
      (await Promise.all(keys.map(async (key) => client.exists(key)))).every((exists) => exists === 0),
    );
    const claims = new Claims(bridge.engine, [action]);
    await waitUntil(async () => (await claims.take()) === 0 && claims.runs.size === keys.length);
    await Promise.all(others.map(async (process) => process.stop()));
    await claims.take();
    expect(claims.repeated.length).toBe(0);
  });
});
