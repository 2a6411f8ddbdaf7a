import { describe, expect, it } from 'vitest';
import { topologies, useTopology } from '../../../support/topologies.js';
import { TestEngine } from './test-engine.js';

const COUNT = 30;
const NAMES = Array.from({ length: COUNT }, (_, index) => `i${String(index).padStart(2, '0')}`);

/** Where keys are on the server of their triggers, that is not in a cluster. */
describe.each(topologies.filter(({ clustered }) => !clustered))('TTL keys of a backlog', (topology) => {
  const redis = useTopology(topology);

  /** Triggers that are overdue for so long that their keys will expire soon. */
  async function backlog(): Promise<TestEngine> {
    const test = new TestEngine(redis, topology, { lingerMs: 60_000 });
    await test.engine.schedule(NAMES.map((name) => ({ ...test.name(name), when: { delayMs: 0 } })));
    test.pass(40_000);
    return test;
  }

  const keysLeft = async (test: TestEngine): Promise<number> =>
    test.client.exists(...NAMES.map((name) => test.key(name)));

  it('are removed ahead, before they expire and are told of', async () => {
    const test = await backlog();
    expect(await keysLeft(test)).toBe(COUNT);
    const first = await test.claim({ limit: 5 });
    expect(first).toHaveLength(5);
    expect(await keysLeft(test)).toBe(0);
    const others = await test.claim();
    expect(others.map(({ identifier }) => identifier)).toEqual(NAMES.slice(5));
    for (const item of [...first, ...others]) await test.ack(item);
    // No mark of a key that was found gone, and none of how far they were removed.
    expect(await test.engineKeys()).toEqual(['token']);
  });

  it('are left alone while there is time: whoever else waits goes first', async () => {
    const test = new TestEngine(redis, topology, { lingerMs: 60_000 });
    await test.engine.schedule(NAMES.map((name) => ({ ...test.name(name), when: { delayMs: 0 } })));
    test.pass(20_000);
    expect(await test.claim({ limit: 5 })).toHaveLength(5);
    expect(await keysLeft(test)).toBe(COUNT - 5);
  });

  it('are respected if another program sets them meanwhile', async () => {
    const test = await backlog();
    await test.claim({ limit: 5 });
    await test.client.set(test.key('i20'), 'theirs', 'PX', 3_600_000);
    const items = await test.claim();
    expect(items).toHaveLength(COUNT - 5 - 1);
    expect(items.map(({ identifier }) => identifier)).not.toContain('i20');
    expect(await test.client.get(test.key('i20'))).toBe('theirs');
    const { scheduled } = await test.engine.get(test.name('i20'));
    expect(scheduled?.dueMs).toBeGreaterThan(Date.now() + 3_000_000);
  });

  it('of what is scheduled meanwhile are seen too, also if the last of the backlog moves away', async () => {
    const test = await backlog();
    await test.claim({ limit: 5 });
    await test.set('i29', 3_600_000);
    await test.set('new', 0);
    test.pass(100);
    await test.client.set(test.key('new'), 'theirs', 'PX', 3_600_000);
    const items = await test.claim();
    expect(items.map(({ identifier }) => identifier)).toEqual(NAMES.slice(5, 29));
    expect((await test.engineKeys()).filter((key) => key === 'cleared')).toEqual([]);
  });

  it('are no longer remembered once the backlog is cancelled', async () => {
    const test = await backlog();
    await test.claim({ limit: 5 });
    await test.engine.cancel(NAMES.map((name) => test.name(name)));
    expect(await test.engineKeys()).toEqual(['token']);
  });
});
