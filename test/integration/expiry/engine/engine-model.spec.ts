import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { topologiesWithoutSentinel, useTopology } from '../../../support/topologies.js';
import { drain, engineCommands } from './engine-commands.js';
import { EngineModel, type RealEngine } from './engine-model.js';
import { tenantNamed, TestEngine } from './test-engine.js';

async function discardAll({ engine }: TestEngine, tenant: TestEngine['tenant']): Promise<void> {
  const { letters } = await engine.deadLetters(tenant);
  expect(
    await engine.discardDead(
      tenant,
      letters.map(({ id }) => id),
    ),
  ).toBe(letters.length);
}

describe.each(topologiesWithoutSentinel)('Triggers on $name', (topology) => {
  const redis = useTopology(topology);

  it('are what their model says, whatever schedulers and workers do, and none is lost', async () => {
    const numRuns = topology.clustered ? 40 : 150;
    await fc.assert(
      fc.asyncProperty(
        fc.commands([...engineCommands], { maxCommands: 80, size: '+2' }),
        async (commands) => {
          const test = new TestEngine(redis, topology);
          const model = new EngineModel();
          const real: RealEngine = { test, tenants: [test.tenant, tenantNamed('other')] };
          await fc.asyncModelRun(() => ({ model, real }), commands);
          await drain(model, real);
          expect(await test.engine.stats()).toMatchObject({
            scheduled: 0,
            running: 0,
            retrying: 0,
            overdue: 0,
          });
          for (const tenant of real.tenants) await discardAll(test, tenant);
          expect((await test.engineKeys()).filter((key) => key !== 'token')).toEqual([]);
        },
      ),
      { numRuns },
    );
  }, 120_000);
});
