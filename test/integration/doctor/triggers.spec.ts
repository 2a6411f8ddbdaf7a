import { describe, expect, it } from 'vitest';
import { topologies, useTopology } from '../../support/topologies.js';
import { uniqueName } from '../../support/unique-name.js';
import { runs, TestEngine } from '../expiry/engine/test-engine.js';
import { diagnosisOf, findingOf, findingsOf } from './diagnosis.js';

const MINUTE_MS = 60_000;

describe.each(topologies)('A report on triggers on $name', (topology) => {
  const redis = useTopology(topology);

  it('says that nothing was ever scheduled in a namespace', async () => {
    const namespace = uniqueName('nobody');
    const report = await diagnosisOf({ ...topology.options(), namespace });
    expect(findingOf(report, 'triggers.schedule')).toMatchObject({ severity: 'info', pools: ['expiry'] });
    expect(findingsOf(report, 'triggers.overdue')).toEqual([]);
    // As the first process of an application would, and a report must not.
    expect(await redis.client('expiry').exists(`exp:${namespace}:meta`)).toBe(0);
  });

  it('counts what is pending, overdue, dead and without a handler', async () => {
    const test = new TestEngine(redis, topology);
    const report = async () => diagnosisOf({ ...topology.options(), namespace: test.namespace });
    await test.engine.start();
    await test.set('later', 60 * MINUTE_MS);
    const calm = await report();
    expect(findingOf(calm, 'triggers.schedule')).toMatchObject({
      severity: 'ok',
      message: expect.stringMatching(/^1 pending, 0 running, 0 waiting/),
    });
    for (const id of ['triggers.overdue', 'triggers.dead', 'triggers.unhandled'] as const) {
      expect(findingOf(calm, id)).toMatchObject({ severity: 'ok' });
    }
    await test.set('bad');
    await test.settle(await test.claimOne(), { kind: 'bury', error: { message: 'no' } });
    await test.set('unwanted', 0, { action: 'forgotten' });
    await test.claim({ actions: [runs('remind')] });
    test.pass(-10 * MINUTE_MS);
    await test.set('late');
    const bad = await report();
    expect(findingOf(bad, 'triggers.overdue')).toMatchObject({
      severity: 'warning',
      message: expect.stringMatching(/^2 overdue, the oldest by (599|6\d\d)\.\d s\.$/),
    });
    expect(findingOf(bad, 'triggers.dead')).toMatchObject({
      severity: 'warning',
      message: 'There are 1 dead letter(s).',
    });
    expect(findingOf(bad, 'triggers.unhandled')).toMatchObject({
      severity: 'warning',
      message: expect.stringContaining('"forgotten"'),
    });
  });

  it('is an error where the partitions are other ones than those recorded', async () => {
    const namespace = uniqueName('doctor');
    await redis.client('expiry').hset(`exp:${namespace}:meta`, 'partitions:expiry', 3);
    const report = await diagnosisOf({ ...topology.options(), namespace });
    expect(findingOf(report, 'triggers.partitions')).toMatchObject({
      severity: 'error',
      message: `3 partition(s) are recorded, this configuration has ${topology.clustered ? 16 : 1}.`,
    });
    expect(await redis.client('expiry').hgetall(`exp:${namespace}:meta`)).toEqual({
      'partitions:expiry': '3',
    });
  });
});
