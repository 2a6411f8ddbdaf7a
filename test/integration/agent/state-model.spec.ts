import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { topologies, useTopology } from '../../support/topologies.js';
import { stateCommands, type Model, type System } from './state-commands.js';
import { human, statesOf } from './test-agents.js';

describe.each(topologies)('Threads against a model on $name', (topology) => {
  const redis = useTopology(topology);

  it('hold what the model holds after any sequence of calls', async () => {
    const check = fc.assert(
      fc.asyncProperty(stateCommands(human), async (commands) => {
        const system: System = { store: statesOf(redis.scope()) };
        const model: Model = { threads: new Map() };
        await fc.asyncModelRun(() => ({ model, real: system }), commands);
      }),
      { numRuns: 60 },
    );
    await expect(check).resolves.toBeUndefined();
  });
});
