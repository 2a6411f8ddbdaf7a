import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { RedisModule, RedisTenants, type DeadLetter, type ListedTrigger } from '@tenantry/redis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ExpiryEngines } from '../../libs/redis/src/expiry/expiry-engines.js';
import { topologies } from '../support/topologies.js';
import { uniqueName } from '../support/unique-name.js';
import { TRIGGER_CALLS } from './trigger-calls.js';

/** Ids that the victim has too, and such that try to be more than an id. */
const IDS = ['u1', 'a:b', '*', '{x}', '%3A', 'line\nbreak', '😀', '__proto__', 'victim:EXPTRIGGER:u1:u1'];

describe.each(topologies)('Triggers of tenants that share a schedule on $name', (topology) => {
  let app: INestApplicationContext;

  beforeAll(async () => {
    const options = { env: false, namespace: uniqueName('isolation'), ...topology.options() } as const;
    app = await NestFactory.createApplicationContext(RedisModule.forRoot(options), {
      logger: ['error', 'warn'],
      abortOnError: false,
    });
  });
  afterAll(async () => app.close());

  /** Lets every due trigger of the action fail for good. */
  async function bury(action: string): Promise<void> {
    const engine = app.get(ExpiryEngines).engine('expiry');
    const request = { leaseMs: 60_000, actions: [{ action, free: 500, maxAttempts: 1 }] };
    for (let partition = 0; partition < engine.partitions; partition++) {
      const { items } = await engine.turn(partition, { ...request, limit: 500 });
      const error = { message: 'failed on purpose' };
      const outcomes = items.map((held) => ({ kind: 'bury', held, error }) as const);
      await engine.turn(partition, { ...request, outcomes, limit: 0 });
    }
  }

  it('are never seen, moved, retried or removed by another tenant', async () => {
    const tenants = app.get(RedisTenants);
    const victim = tenants.for(uniqueName('victim')).triggers;
    const attacker = tenants.for(uniqueName('attacker'));
    const everyLetter = async () => {
      const letters: DeadLetter[] = [];
      for (let cursor: string | undefined | null; cursor !== null;) {
        const page = await victim.deadLetters(cursor === undefined ? {} : { cursor });
        letters.push(...page.letters);
        cursor = page.cursor;
      }
      return letters;
    };
    const all = async () => {
      const triggers: ListedTrigger[] = [];
      for (let cursor: string | undefined | null; cursor !== null;) {
        const page = await victim.list(cursor === undefined ? {} : { cursor });
        triggers.push(...page.triggers);
        cursor = page.cursor;
      }
      return { triggers, letters: await everyLetter() };
    };
    for (const id of IDS) await victim.set('failing', id, { dueAt: new Date(0) });
    await bury('failing');
    for (const id of IDS) {
      await victim.set('failing', id, 3_600, { payload: 'precious' });
      await victim.set(id, id, 3_600, { payload: 'precious' });
    }
    const before = await all();
    expect(before.triggers).toHaveLength(2 * IDS.length);
    expect(before.letters).toHaveLength(IDS.length);

    for (const id of IDS) {
      expect(await attacker.triggers.get(id, id)).toBeNull();
      expect(await attacker.triggers.delete('failing', id)).toBe(false);
      for (const call of Object.values(TRIGGER_CALLS)) await call(attacker, id);
    }
    const ids = before.letters.map(({ id }) => id);
    expect(await attacker.triggers.retryDead(ids)).toBe(0);
    expect(await attacker.triggers.discardDead(ids)).toBe(0);
    expect((await attacker.triggers.list()).triggers).toEqual([]);
    expect((await attacker.triggers.deadLetters()).letters).toEqual([]);
    expect(await all()).toEqual(before);
  });
});
