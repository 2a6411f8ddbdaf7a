import { describe, expect, it } from 'vitest';
import { topologies, useTopology } from '../../../support/topologies.js';
import { uniqueName } from '../../../support/unique-name.js';
import { TestEngine } from './test-engine.js';

describe.each(topologies)('Engines on $name', (topology) => {
  const redis = useTopology(topology);

  it('never claim what another namespace scheduled', async () => {
    const one = new TestEngine(redis, topology);
    const other = new TestEngine(redis, topology);
    await one.set();
    expect(await other.claim()).toEqual([]);
    expect(await one.claim()).toHaveLength(1);
  });

  it.each(['{a}', 'a}b', 'a:b', '%7B', 'ü', ' '])('keep the namespace %j in its place', async (text) => {
    const namespace = uniqueName(text);
    const test = new TestEngine(redis, topology, { namespace });
    await test.engine.start();
    await test.set();
    const item = await test.claimOne();
    expect(test.engine.nudgeChannel(item.partition)).toMatch(/^\{exp:[^:{}]+:expiry:\d+\}:nudge$/);
    expect(await test.ack(item)).toBe(0);
  });

  it('agree on the number of partitions, or say so at start', async () => {
    const first = new TestEngine(redis, topology, { partitions: 4 });
    const { namespace } = first;
    await first.engine.start();
    await first.engine.start();
    await new TestEngine(redis, topology, { namespace, partitions: 4 }).engine.start();
    const other = new TestEngine(redis, topology, { namespace, partitions: 8 });
    await expect(other.engine.start()).rejects.toMatchObject({
      name: 'TriggerPartitionsError',
      code: 'INVALID_CONFIGURATION',
      message: expect.stringContaining('in 4 partition(s), this process is configured for 8'),
    });
  });

  it('have one partition on one server and 16 in a cluster, all of which are used', async () => {
    const test = new TestEngine(redis, topology);
    expect(test.engine.partitions).toBe(topology.clustered ? 16 : 1);
    const used = Array.from({ length: 500 }, (_, index) => test.engine.partitionOf(test.key(`i${index}`)));
    expect(new Set(used).size).toBe(test.engine.partitions);
    expect(test.engine.partitionOf(test.key('i1', 'a'))).toBe(test.engine.partitionOf(test.key('i1', 'b:c')));
  });

  it('refuse names that no key can hold, before anything is sent', async () => {
    const test = new TestEngine(redis, topology);
    for (const bad of ['', 'a\0b', '\ud800', 'x'.repeat(1_025)]) {
      await expect(test.set(bad)).rejects.toMatchObject({ code: 'INVALID_KEY_PART' });
      await expect(test.set('i1', 0, { action: bad })).rejects.toMatchObject({ code: 'INVALID_KEY_PART' });
    }
    expect(await test.engineKeys()).toEqual([]);
    expect(() => new TestEngine(redis, topology, { namespace: '' })).toThrow('namespace');
  });
});
