import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HealthReportService } from '../../../src/health/health-report.service.js';
import { topologies } from '../../support/topologies.js';
import { connectWithHealth, type HealthFixture } from './health-fixture.js';

describe.each(topologies)('The health report of the application on $name', (topology) => {
  let fixture: HealthFixture;
  beforeAll(async () => {
    fixture = await connectWithHealth(topology.options(), { clustered: topology.clustered });
  });
  afterAll(async () => fixture.manager.close());

  it('names every node of every pool', async () => {
    const { pools } = await new HealthReportService(fixture.health).report();
    expect(Object.keys(pools).toSorted()).toEqual(fixture.manager.aliases().toSorted());
    for (const pool of Object.values(pools)) {
      const primaries = pool.nodes.filter(({ role }) => role === 'primary');
      expect(primaries).toHaveLength(topology.clustered ? 3 : 1);
      expect(primaries[0]).toMatchObject({ node: expect.stringMatching(/^127\.0\.0\.1:\d+$/), status: 'up' });
      expect(pool.operations).toMatchObject({ replica_reads: 0, replica_fallbacks: 0 });
      const expected = {
        standalone: { slots: undefined, sentinels: undefined },
        cluster: { slots: { covered: 16_384, total: 16_384, uncovered: [] }, sentinels: undefined },
        sentinel: { slots: undefined, sentinels: expect.objectContaining({ can_fail_over: true }) },
      }[topology.name];
      expect({ slots: pool.slots, sentinels: pool.sentinels }).toEqual(expected);
      // As JSON: that is what is sent.
      expect(JSON.parse(JSON.stringify(pool))).toMatchObject({ status: 'up' });
    }
    const replicas = Object.values(pools).flatMap(({ nodes }) =>
      nodes.filter(({ role }) => role === 'replica'),
    );
    expect(replicas.every(({ link, lag_bytes }) => link === 'up' && typeof lag_bytes === 'number')).toBe(
      true,
    );
    expect(replicas.length > 0).toBe(topology.name === 'sentinel');
  });
});
