import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BatchQueue } from '../../../libs/redis/src/repositories/batch/batch-queue.js';
import { topologiesWithoutSentinel, useTopology } from '../../support/topologies.js';
import { batchCommands } from './batch-commands.js';
import { BatchModel, type QueueId, type RealBatch } from './batch-model.js';
import { allPending, testQueue, type TestQueue } from './test-queue.js';

function stepsOf({ scope, tenant, service }: TestQueue, entity: QueueId): BatchQueue {
  return new BatchQueue(scope.runtime, tenant, 'handlers', service, { entity, action: 'send' });
}

describe.each(topologiesWithoutSentinel)('Queues and pending tenants on $name', (topology) => {
  const redis = useTopology(topology);

  it('are what their model says, in whatever order producers, consumers and removers take their steps', async () => {
    await fc.assert(
      fc.asyncProperty(fc.commands([...batchCommands], { maxCommands: 80, size: '+2' }), async (commands) => {
        const queue = testQueue(redis, { entity: 'a' });
        const model = new BatchModel();
        const real: RealBatch = {
          queue,
          steps: { a: stepsOf(queue, 'a'), b: stepsOf(queue, 'b') },
          held: new Map(),
          outdated: [],
          removals: [],
        };
        await fc.asyncModelRun(() => ({ model, real }), commands);
        // Whatever was abandoned, one undisturbed removal tells the truth.
        const { coordinator, service, tenant, client, keys } = queue;
        expect(await coordinator.removeFromPending(service, tenant)).toBe(model.isEmpty());
        expect(await allPending(coordinator, service)).toEqual(model.isEmpty() ? [] : [tenant]);
        expect(await client.exists(keys.removing)).toBe(0);
        expect(await client.exists(keys.registry)).toBe(model.isEmpty() ? 0 : 1);
      }),
      { numRuns: 100 },
    );
  });
});
