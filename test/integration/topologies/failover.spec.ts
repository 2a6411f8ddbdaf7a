import { waitUntil } from '@tenantry/redis-testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FailoverCallers } from './failover-callers.js';
import { outcomeOf, printOutcome, type FailoverOutcome } from './failover-figures.js';
import {
  cutOffReplicas,
  replicatedTopologies,
  untilReplicated,
  type ReplicatedDeployment,
} from './replicated-deployments.js';

const EARLY_TRIGGERS = 600;
/** Far more than a failover takes: machines are shared. */
const RECOVERY_MS = 45_000;
/** Replicas answer within a few milliseconds, unless the machine is busy with other things. */
const REPLICAS_TIMEOUT_MS = 1_000;

/** What holds for every failover. */
function expectHeld(outcome: FailoverOutcome): void {
  expect.soft(outcome.unexpected, 'errors without a type, or with a wrong `retryable`').toEqual([]);
  expect.soft(outcome.carriedOutAnyway, 'refused, and carried out all the same').toBe(0);
  expect.soft(outcome.endless, 'calls that never ended').toBe(0);
  expect.soft(outcome.lostEarlyTriggers, 'triggers lost that the replicas had').toBe(0);
  expect.soft(outcome.recoveredAfterMs, 'ms to the last error').toBeLessThan(RECOVERY_MS);
}

/** What holds beside it if every replica has what was acknowledged. */
function expectNothingLost(outcome: FailoverOutcome): void {
  expect.soft(outcome.lostWrites, 'acknowledged records and items lost').toBe(0);
  expect.soft(outcome.lostTriggers, 'acknowledged triggers lost').toBe(0);
}

describe.each(replicatedTopologies)('callers of a $name', ({ name, start }) => {
  let deployment: ReplicatedDeployment;
  let memory: FailoverCallers;
  let durable: FailoverCallers;

  beforeEach(async () => {
    deployment = await start();
    const { pool, replicas } = deployment;
    memory = new FailoverCallers();
    durable = new FailoverCallers();
    await memory.start(pool);
    await durable.start({ ...pool, durability: { replicas, timeoutMs: REPLICAS_TIMEOUT_MS } });
  });
  afterEach(async () => {
    await Promise.all([memory.stop(), durable.stop()]);
    await deployment.stop();
  });

  /** Kills the primary under load, and looks at what is left: with durability "memory", and with all replicas. */
  async function failOver(
    what: string,
    before: () => Promise<void>,
  ): Promise<{ inMemory: FailoverOutcome; onReplicas: FailoverOutcome }> {
    const all = [memory, durable];
    const early = await Promise.all(all.map(async (callers) => callers.setTriggers(EARLY_TRIGGERS, 1, 4)));
    await untilReplicated(deployment);
    for (const callers of all) callers.call();
    await Promise.all(all.map(async (callers) => callers.untilEachSucceeds(30, RECOVERY_MS)));
    await before();
    const diedAtMs = performance.now();
    await deployment.primary.kill();
    await memory.untilEachSucceeds(20, RECOVERY_MS);
    await deployment.rejoin();
    await durable.untilEachSucceeds(20, RECOVERY_MS);
    const endless = await Promise.all(all.map(async (callers) => callers.stopCalling()));
    await Promise.all(all.map(async (callers) => callers.untilNothingIsPending(RECOVERY_MS)));
    const inMemory = await outcomeOf(memory, diedAtMs, early[0] ?? [], endless[0] ?? 0);
    const onReplicas = await outcomeOf(durable, diedAtMs, early[1] ?? [], endless[1] ?? 0);
    printOutcome(`${name}, ${what}, durability memory`, memory, inMemory);
    printOutcome(`${name}, ${what}, durability ${deployment.replicas} replica(s)`, durable, onReplicas);
    return { inMemory, onReplicas };
  }

  it('go on when the primary is killed', { timeout: 180_000 }, async () => {
    const { inMemory, onReplicas } = await failOver('kill -9', async () => undefined);
    expectHeld(inMemory);
    expectHeld(onReplicas);
    expectNothingLost(onReplicas);
  });

  it('lose only what was not to be durable if its replicas were cut off', { timeout: 180_000 }, async () => {
    const { inMemory, onReplicas } = await failOver('kill -9 after its replicas were cut off', async () => {
      await cutOffReplicas(deployment.primary);
      const from = memory.calls.length;
      await waitUntil(() => memory.calls.length > from + 500);
    });
    expectHeld(inMemory);
    expectHeld(onReplicas);
    expectNothingLost(onReplicas);
    // So it would be seen if it happened to the others.
    expect(inMemory.lostWrites).toBeGreaterThan(0);
  });
});
