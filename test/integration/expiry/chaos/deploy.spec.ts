import { waitUntil } from '@tenantry/redis-testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseTenantId } from '../../../../libs/redis/src/context/tenant-id.js';
import { printFigures } from './figures.js';
import { startScene, type WorkerScene } from './worker-scene.js';

const tenant = parseTenantId('acme');

describe('a rolling deploy', () => {
  let scene: WorkerScene;

  beforeEach(async () => {
    scene = await startScene();
  });
  afterEach(async () => scene.stop());

  const taskFor = (action: string) => ({
    redis: { url: scene.server.url },
    namespace: 'chaos',
    expiry: { concurrency: 20 },
    action,
    handlerMs: 50,
  });

  it(
    'loses nothing and runs nothing twice: a worker that ends finishes what it has begun',
    { timeout: 60_000 },
    async () => {
      const { scheduler, fleet } = scene;
      await fleet.start(2, taskFor('work'));
      const identifiers = Array.from({ length: 8_000 }, (_, index) => `u${index}`);
      await scheduler.engine.schedule(
        identifiers.map((identifier, index) => ({
          tenant,
          action: 'work',
          identifier,
          when: { delayMs: index * 2 },
        })),
      );
      for (const old of [...fleet.workers]) {
        const before = fleet.ended.length;
        await waitUntil(() => fleet.ended.length > before + 300, { timeoutMs: 20_000 });
        await fleet.start(1, taskFor('work'));
        await old.kill('SIGTERM');
        expect(old.unfinished).toEqual([]);
      }
      await waitUntil(() => fleet.lostOf(identifiers).length === 0, { timeoutMs: 30_000 });
      printFigures('rolling deploy', {
        triggers: identifiers.length,
        lost: 0,
        'ran twice': fleet.repeated.length,
      });
      expect(fleet.repeated).toEqual([]);
    },
  );

  it(
    'lets triggers of an action that no worker has yet wait for one, without an attempt',
    { timeout: 60_000 },
    async () => {
      const { scheduler, fleet } = scene;
      await fleet.start(1, taskFor('old'));
      await scheduler.engine.schedule([
        { tenant, action: 'new', identifier: 'u1', when: { delayMs: 0 } },
        { tenant, action: 'old', identifier: 'u2', when: { delayMs: 10 } },
      ]);
      await waitUntil(() => fleet.ended.some(({ identifier }) => identifier === 'u2'));
      await waitUntil(async () => {
        const { actions } = await scheduler.engine.stats();
        return actions.some(({ action, unhandledSinceMs }) => action === 'new' && unhandledSinceMs !== null);
      });
      await fleet.start(1, taskFor('new'));
      await waitUntil(() => fleet.ended.some(({ identifier }) => identifier === 'u1'));
      expect(fleet.runs.filter(({ identifier }) => identifier === 'u1')).toMatchObject([{ attempt: 1 }]);
    },
  );
});
