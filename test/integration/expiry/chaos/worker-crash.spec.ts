import { waitUntil } from '@tenantry/redis-testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseTenantId } from '../../../../libs/redis/src/context/tenant-id.js';
import { printFigures } from './figures.js';
import { POISON } from './worker.process.js';
import { startScene, type WorkerScene } from './worker-scene.js';

const TRIGGERS = 20_000;
const LEASE_MS = 2_000;
const CONCURRENCY = 50;
const tenant = parseTenantId('acme');

describe('a worker that is killed', () => {
  let scene: WorkerScene;

  beforeEach(async () => {
    scene = await startScene();
  });
  afterEach(async () => scene.stop());

  it(
    'loses nothing: what it had in flight runs elsewhere when its lease ends, and nothing else runs twice',
    { timeout: 120_000 },
    async () => {
      const { server, scheduler, fleet } = scene;
      await fleet.start(3, {
        redis: { url: server.url },
        namespace: 'chaos',
        expiry: { leaseMs: LEASE_MS, concurrency: CONCURRENCY },
        action: 'work',
        handlerMs: 20,
      });
      const identifiers = Array.from({ length: TRIGGERS }, (_, index) => `u${index}`);
      await scheduler.engine.schedule(
        identifiers.map((identifier) => ({ tenant, action: 'work', identifier, when: { delayMs: 0 } })),
      );
      await waitUntil(() => fleet.ended.length > TRIGGERS / 4, { timeoutMs: 60_000 });
      const [victim] = fleet.workers;
      if (victim === undefined) throw new Error('no worker');
      const killedAtMs = Date.now();
      await victim.kill();
      const inFlight = new Set(victim.unfinished.map(({ identifier }) => identifier));
      expect(inFlight.size).toBeGreaterThan(0);
      await waitUntil(() => fleet.lostOf(identifiers).length === 0, { timeoutMs: 60_000, everyMs: 100 });
      await waitUntil(async () => {
        const { scheduled, running, retrying } = await scheduler.engine.stats();
        return scheduled + running + retrying === 0;
      });

      const repeated = fleet.repeated;
      // What it had finished without saying so yet may run again too, and nobody else's.
      const ofVictim = new Set(victim.runs.map(({ identifier }) => identifier));
      expect(repeated.filter((identifier) => !ofVictim.has(identifier))).toEqual([]);
      expect([...inFlight].filter((identifier) => !repeated.includes(identifier))).toEqual([]);
      const lastRerunMs = Math.max(
        ...fleet.workers
          .filter((worker) => worker !== victim)
          .flatMap(({ runs }) => runs)
          .filter(({ attempt }) => attempt > 1)
          .map(({ endedAtMs = Number.POSITIVE_INFINITY }) => endedAtMs - killedAtMs),
      );
      printFigures('kill -9 of one of three workers', {
        triggers: TRIGGERS,
        lost: 0,
        'in flight': inFlight.size,
        'ran twice': repeated.length,
        'last re-run done after ms': lastRerunMs,
        'lease ms': LEASE_MS,
      });
      expect(repeated.length).toBeLessThanOrEqual(CONCURRENCY * 5);
      // Half a second more than the lease on an idle machine.
      expect(lastRerunMs).toBeLessThan(LEASE_MS + 8_000);
    },
  );

  it('is not missed by triggers that came due while all workers were away', { timeout: 60_000 }, async () => {
    const { server, scheduler, fleet } = scene;
    const identifiers = Array.from({ length: 5_000 }, (_, index) => `u${index}`);
    const task = {
      redis: { url: server.url },
      namespace: 'chaos',
      expiry: { leaseMs: LEASE_MS, concurrency: 200 },
      action: 'work',
      handlerMs: 0,
    };
    await fleet.start(1, task);
    const { dueMs, nowMs } = await scheduler.engine.schedule(
      identifiers.map((identifier, index) => ({
        tenant,
        action: 'work',
        identifier,
        when: { delayMs: index },
      })),
    );
    await waitUntil(() => fleet.ended.length > 100);
    await fleet.stop();
    const lastDueMs = Math.max(...dueMs) - nowMs;
    expect(lastDueMs).toBe(4_999);
    await waitUntil(async () => {
      const { overdue } = await scheduler.engine.stats();
      return overdue > 3_000;
    });
    const startedAtMs = Date.now();
    await fleet.start(2, task);
    const readyAtMs = Date.now();
    await waitUntil(() => fleet.lostOf(identifiers).length === 0, { timeoutMs: 20_000 });
    printFigures('no worker for seconds', {
      triggers: identifiers.length,
      lost: 0,
      'ran twice': fleet.repeated.length,
      'start of the workers ms': readyAtMs - startedAtMs,
      'caught up after ms': Date.now() - readyAtMs,
    });
    expect(fleet.repeated.length).toBeLessThanOrEqual(200);
  });

  it(
    'by a trigger it runs, each time, makes that a dead letter; nothing is lost',
    { timeout: 60_000 },
    async () => {
      const { server, scheduler, fleet } = scene;
      await fleet.start(3, {
        redis: { url: server.url },
        namespace: 'chaos',
        expiry: { leaseMs: 500, attempts: 2, concurrency: 10 },
        action: 'work',
        handlerMs: 20,
      });
      const identifiers = Array.from({ length: 200 }, (_, index) => `u${index}`);
      await scheduler.engine.schedule(
        [...identifiers, POISON].map((identifier) => ({
          tenant,
          action: 'work',
          identifier,
          when: { delayMs: 0 },
        })),
      );
      const deadOnes = async (): Promise<string[]> => {
        const { letters } = await scheduler.engine.deadLetters(tenant, { limit: 1_000 });
        return letters.map(({ identifier }) => identifier);
      };
      await waitUntil(async () => (await deadOnes()).includes(POISON), { timeoutMs: 20_000 });
      await waitUntil(
        async () => {
          const dead = new Set(await deadOnes());
          return fleet.lostOf(identifiers).every((identifier) => dead.has(identifier));
        },
        { timeoutMs: 20_000 },
      );
      expect(fleet.workers.filter(({ isRunning }) => isRunning)).toHaveLength(1);
      const attempts = fleet.runs
        .filter(({ identifier }) => identifier === POISON)
        .map(({ attempt }) => attempt);
      expect(attempts.toSorted((a, b) => a - b)).toEqual([1, 2]);
      const dead = await deadOnes();
      printFigures('a trigger that kills its worker', {
        'dead letters': dead.length,
        'of them innocent': dead.length - 1,
      });
      // What ran beside it both times shares its fate, and is told apart by nobody: `retryDead` brings it back.
      expect(dead.length).toBeLessThanOrEqual(10);
    },
  );
});
