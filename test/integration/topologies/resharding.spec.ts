import { setTimeout as sleep } from 'node:timers/promises';
import type { RedisPoolOptions } from '@tenantry/redis';
import { startCluster, waitUntil, type RedisCluster } from '@tenantry/redis-testing';
import slotOf from 'cluster-key-slot';
import { Cluster } from 'ioredis';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { uniqueName } from '../../support/unique-name.js';
import { handlerOf, startTriggerApp, type TriggerApp } from '../expiry/worker/trigger-app.js';
import { FailoverCallers, PENDING_TENANTS } from './failover-callers.js';
import { outcomeOf, printOutcome } from './failover-figures.js';
import { printFigures } from '../expiry/chaos/figures.js';
import { ask } from './replicated-deployments.js';

const RECOVERY_MS = 45_000;
const MOVED_PARTITIONS = 8;
const MOVED_TENANTS = 4;

function poolOf(cluster: RedisCluster): RedisPoolOptions {
  return { topology: 'cluster', nodes: cluster.nodes.map(({ host, port }) => ({ host, port })) };
}

describe('a cluster whose slots move under load', () => {
  let cluster: RedisCluster;
  const callers = new FailoverCallers();

  beforeEach(async () => {
    cluster = await startCluster();
  });
  afterEach(async () => {
    await callers.stop();
    await cluster.stop();
  });

  /** Slots of what the callers use, and how many keys of each are moved at once. */
  function slots(): { readonly slot: number; readonly keysAtOnce: number }[] {
    const { namespace } = callers.app;
    const partitions = Array.from({ length: MOVED_PARTITIONS }, (_, p) => `{exp:${namespace}:expiry:${p}}`);
    return [
      // One by one: a script would find some of its keys here and some there.
      ...partitions.map((tag) => ({ slot: slotOf(tag), keysAtOnce: 1 })),
      ...callers.tenants.slice(0, MOVED_TENANTS).map((tenant) => ({ slot: slotOf(tenant), keysAtOnce: 200 })),
      { slot: slotOf(PENDING_TENANTS), keysAtOnce: 1 },
    ];
  }

  it('loses nothing, runs nothing twice and refuses no call for good', { timeout: 180_000 }, async () => {
    await callers.start(poolOf(cluster));
    const early = await callers.setTriggers(1_000, 1, 6);
    callers.call();
    await callers.untilEachSucceeds(20, RECOVERY_MS);
    const beganAtMs = performance.now();
    let moved = 0;
    for (const [index, { slot, keysAtOnce }] of slots().entries()) {
      for (const to of [index % 3, (index + 1) % 3]) {
        moved += await cluster.moveSlot(slot, to, { keysAtOnce, onStep: async () => sleep(5) });
      }
    }
    const tookMs = Math.round(performance.now() - beganAtMs);
    await callers.untilEachSucceeds(10, RECOVERY_MS);
    const endless = await callers.stopCalling();
    await callers.untilNothingIsPending(RECOVERY_MS);
    const outcome = await outcomeOf(callers, beganAtMs, early, endless);
    printOutcome(`reshard of ${slots().length} slots with ${moved} keys in ${tookMs} ms`, callers, outcome);
    expect.soft(outcome.unexpected, 'errors without a type, or with a wrong `retryable`').toEqual([]);
    expect.soft(outcome.carriedOutAnyway, 'refused, and carried out all the same').toBe(0);
    expect.soft(outcome.endless, 'calls that never ended').toBe(0);
    expect.soft(outcome.lostWrites, 'acknowledged records and items lost').toBe(0);
    expect.soft(outcome.lostTriggers + outcome.lostEarlyTriggers, 'triggers lost').toBe(0);
    expect
      .soft(outcome.repeatedTriggers, 'triggers run twice, none of which was held by a lost worker')
      .toBe(0);
  });
});

describe('keys of other programs in a cluster that changes', () => {
  const TENANTS = Array.from({ length: 12 }, () => uniqueName('acme'));
  const KEYS_OF_EACH = 25;
  let cluster: RedisCluster;
  let app: TriggerApp;
  let program: Cluster;
  const runs = new Map<string, number>();

  beforeEach(async () => {
    cluster = await startCluster();
    app = await startTriggerApp({
      redis: { defaults: poolOf(cluster) },
      expiry: { notifications: 'auto' },
      providers: [
        handlerOf('foreign', ({ identifier }) => {
          runs.set(identifier, (runs.get(identifier) ?? 0) + 1);
        }),
      ],
    });
    program = new Cluster(cluster.nodes.map(({ host, port }) => ({ host, port })));
  });
  afterEach(async () => {
    program.disconnect();
    await app.close();
    await cluster.stop();
  });

  /** Lets keys expire that no trigger was scheduled for. @returns the identifiers of their triggers */
  async function expire(name: string, mostMs: number): Promise<string[]> {
    const identifiers = Array.from(
      { length: KEYS_OF_EACH * TENANTS.length },
      (_, index) => `${name}-${index}`,
    );
    await Promise.all(
      identifiers.map(async (identifier, index) => {
        const key = `{${TENANTS[index % TENANTS.length]}}:EXPTRIGGER:foreign:${identifier}`;
        await program.set(key, '', 'PX', 50 + Math.round((mostMs * index) / identifiers.length));
      }),
    );
    return identifiers;
  }

  const missingOf = (identifiers: readonly string[]): string[] => identifiers.filter((id) => !runs.has(id));

  it('all run, though their slots move and a master is added', { timeout: 120_000 }, async () => {
    const during = await expire('during', 3_000);
    for (const [index, tenant] of TENANTS.entries()) {
      await cluster.moveSlot(slotOf(tenant), index % 3, { keysAtOnce: 5, onStep: async () => sleep(5) });
    }
    await waitUntil(() => missingOf(during).length === 0, { timeoutMs: 20_000 }).catch(() => undefined);
    const added = await cluster.addMaster();
    for (const tenant of TENANTS) await cluster.moveSlot(slotOf(tenant), cluster.nodes.length - 1);
    await waitUntil(
      async () => String(await ask(added, async (admin) => admin.client('LIST'))).includes(':keyspace'),
      { timeoutMs: 20_000, what: 'the new master is listened to' },
    );
    const after = await expire('after', 500);
    await waitUntil(() => missingOf(after).length === 0, { timeoutMs: 20_000 }).catch(() => undefined);
    printFigures('keys of other programs, slots of which move, then to a new master', {
      keys: during.length + after.length,
      lost: missingOf([...during, ...after]).length,
      'run twice': [...runs.values()].filter((count) => count > 1).length,
    });
    expect(missingOf(during)).toEqual([]);
    expect(missingOf(after)).toEqual([]);
  });
});
