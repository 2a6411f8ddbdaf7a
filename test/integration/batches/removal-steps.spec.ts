import { describe, expect, it } from 'vitest';
import { BatchQueue } from '../../../libs/redis/src/repositories/batch/batch-queue.js';
import { PendingRemoval } from '../../../libs/redis/src/repositories/batch/pending-removal.js';
import { topologies, useTopology, type TestRedis } from '../../support/topologies.js';
import { testQueue } from './test-queue.js';

type Step = () => Promise<unknown>;

/** Everybody's steps in every order that keeps each one's own, the earlier ones first. */
function interleavings(actors: ReadonlyArray<readonly Step[]>): Step[][] {
  const unfinished = actors.flatMap((steps, index) => (steps.length > 0 ? [index] : []));
  if (unfinished.length === 0) return [[]];
  return unfinished.flatMap((chosen) => {
    const [step] = actors[chosen] ?? [];
    const rest = actors.map((steps, index) => (index === chosen ? steps.slice(1) : steps));
    return interleavings(rest).map((order) => (step === undefined ? order : [step, ...order]));
  });
}

interface World {
  /** Someone enqueues and two remove, the first of whom dies after `steps` steps. */
  actors(steps: number): Array<readonly Step[]>;
  /** Whether someone who looks for pending tenants finds this one. */
  isVisible(): Promise<boolean>;
  /** Whether an item is in the queue whose enqueue has resolved. */
  hasPromisedItem(): boolean;
  check(): Promise<void>;
}

/** A tenant that is pending although its queue is empty: the moment at which it is to be removed. */
async function emptyWorld(redis: TestRedis): Promise<World> {
  const { tenant, service, scope, coordinator, keys, client } = testQueue(redis);
  const queue = new BatchQueue(scope.runtime, tenant, 'handlers', service, {
    entity: 'reports',
    action: 'send',
  });
  await queue.markPending();
  let promised = false;
  const isVisible = async (): Promise<boolean> =>
    (await client.sismember(keys.pending, tenant)) + (await client.hexists(keys.removing, tenant)) > 0;
  const remover = (): readonly Step[] => {
    const removal = new PendingRemoval(scope.runtime, tenant, 'handlers', service);
    let keep = false;
    return [
      async () => removal.begin(),
      async () => {
        keep = await removal.hasItems();
      },
      async () => removal.finish(keep),
    ];
  };
  return {
    actors: (steps) => [
      [
        async () => queue.push(['renew', -1], ['item']),
        async () => {
          await queue.markPending();
          promised = true;
        },
      ],
      remover().slice(0, steps),
      remover(),
    ],
    isVisible,
    hasPromisedItem: () => promised,
    check: async () => {
      const { tenants } = await coordinator.pendingTenants(service);
      expect(tenants).toEqual([tenant]);
    },
  };
}

describe.each(topologies)('Enqueueing and two removals on $name', (topology) => {
  const redis = useTopology(topology);

  it.each([1, 2, 3])(
    'never lose the tenant, in whatever order their steps come, if one removal ends after %i step(s)',
    async (steps) => {
      const orders = interleavings((await emptyWorld(redis)).actors(steps)).length;
      expect(orders).toBe([60, 210, 560][steps - 1]);
      const violations: number[] = [];
      await Promise.all(
        Array.from({ length: orders }, async (_, order) => {
          const world = await emptyWorld(redis);
          for (const step of interleavings(world.actors(steps))[order] ?? []) {
            await step();
            if (world.hasPromisedItem() && !(await world.isVisible())) violations.push(order);
          }
          await world.check();
        }),
      );
      expect(violations).toEqual([]);
    },
  );
});
