import { startRedis, waitUntil, type RedisServer } from '@tenantry/redis-testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseTenantId } from '../../../../libs/redis/src/context/tenant-id.js';
import { startBridge, type BridgeProcess } from '../bridge/bridge-fixture.js';
import { printFigures } from './figures.js';
import { WorkerFleet } from './worker-fleet.js';

const tenant = parseTenantId('acme');
const BATCH = 50;
const MOST_TRIGGERS = 20_000;

describe('a Redis that is killed and comes back', () => {
  let server: RedisServer;
  let scheduler: BridgeProcess;
  let fleet: WorkerFleet;
  beforeEach(() => {
    fleet = new WorkerFleet();
  });
  afterEach(async () => {
    await fleet.stop();
    await scheduler.stop();
    await server.stop();
  });

  /** Schedules until told to stop; what Redis has confirmed counts. */
  async function scheduleUntil(isOver: () => boolean): Promise<string[]> {
    const confirmed: string[] = [];
    for (let batch = 0; !isOver() && confirmed.length < MOST_TRIGGERS; batch++) {
      const identifiers = Array.from({ length: BATCH }, (_, index) => `u${batch}-${index}`);
      const triggers = identifiers.map((identifier) => ({
        tenant,
        action: 'work',
        identifier,
        when: { delayMs: (batch % 10) * 100 },
      }));
      const isConfirmed = await scheduler.engine.schedule(triggers).then(
        () => true,
        () => false,
      );
      if (isConfirmed) confirmed.push(...identifiers);
    }
    return confirmed;
  }

  it.each(['always', 'everysec', 'no'] as const)(
    'has lost nothing that it had confirmed, with appendfsync %s',
    { timeout: 90_000 },
    async (appendfsync) => {
      server = await startRedis({ appendonly: true, appendfsync });
      scheduler = await startBridge({
        redis: { url: server.url },
        namespace: 'chaos',
        expiry: { notifications: 'off' },
      });
      await fleet.start(2, {
        redis: { url: server.url },
        namespace: 'chaos',
        expiry: { leaseMs: 3_000, concurrency: 50 },
        action: 'work',
        handlerMs: 5,
      });
      let isOver = false;
      const scheduling = scheduleUntil(() => isOver);
      for (const crash of [1, 2]) {
        await waitUntil(() => fleet.ended.length > crash * 1_000, { timeoutMs: 20_000 });
        await server.kill();
        await server.restart();
      }
      await waitUntil(() => fleet.ended.length > 3_500, { timeoutMs: 30_000 });
      isOver = true;
      const identifiers = await scheduling;
      await waitUntil(() => fleet.lostOf(identifiers).length === 0, {
        timeoutMs: 40_000,
        everyMs: 100,
      }).catch(() => undefined);
      const lost = fleet.lostOf(identifiers).length;
      printFigures(`kill -9 of Redis, appendfsync ${appendfsync}`, {
        triggers: identifiers.length,
        lost,
        'ran twice': fleet.repeated.length,
      });
      // The process was killed, the machine was not: what it has written is in the page cache, synced or not.
      expect(lost).toBe(0);
      // What was in flight, or ended without Redis having confirmed it.
      expect(fleet.repeated.length).toBeLessThanOrEqual(4 * 1_000);
    },
  );
});
