import { waitUntil } from '@tenantry/redis-testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseTenantId } from '../../../../libs/redis/src/context/tenant-id.js';
import { printFigures } from './figures.js';
import { startScene, type WorkerScene } from './worker-scene.js';

const tenant = parseTenantId('acme');
const TEN_MINUTES_MS = 600_000;

describe('workers whose clocks are wrong', () => {
  let scene: WorkerScene;

  beforeEach(async () => {
    scene = await startScene();
  });
  afterEach(async () => scene.stop());

  it('run triggers neither early nor much later, and none twice', { timeout: 60_000 }, async () => {
    const { server, scheduler, fleet } = scene;
    const task = {
      redis: { url: server.url },
      namespace: 'chaos',
      // Handlers outlive a lease: it is renewed, and nobody takes it for one that has ended.
      expiry: { concurrency: 100, leaseMs: 300 },
      action: 'work',
      handlerMs: 600,
    };
    await fleet.start(1, { ...task, clockErrorMs: TEN_MINUTES_MS });
    await fleet.start(1, { ...task, clockErrorMs: -TEN_MINUTES_MS });
    const identifiers = Array.from({ length: 200 }, (_, index) => `u${index}`);
    const { dueMs } = await scheduler.engine.schedule(
      identifiers.map((identifier, index) => ({
        tenant,
        action: 'work',
        identifier,
        when: { delayMs: 500 + index * 20 },
      })),
    );
    await waitUntil(() => fleet.lostOf(identifiers).length === 0, { timeoutMs: 30_000 });
    expect(fleet.workers.every(({ runs }) => runs.length > 0)).toBe(true);
    expect(fleet.repeated).toEqual([]);
    const dueOf = new Map(identifiers.map((identifier, index) => [identifier, dueMs[index] ?? 0]));
    // Redis and this test are on one machine: its clock is the server's.
    const lags = fleet.runs.map(({ identifier, beganAtMs }) => beganAtMs - (dueOf.get(identifier) ?? 0));
    printFigures('clocks of the workers ten minutes wrong', {
      'earliest ms': Math.min(...lags),
      'latest ms': Math.max(...lags),
    });
    // Two readings of the clock, each rounded.
    expect(Math.min(...lags)).toBeGreaterThanOrEqual(-5);
    expect(Math.max(...lags)).toBeLessThan(5_000);
  });
});
