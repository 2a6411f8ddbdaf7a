import { startSentinel, type RedisSentinel } from '@tenantry/redis-testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CoreModuleOptions } from '../../../libs/redis/src/config/module-options.js';
import { diagnosisOf, errorsOf, findingOf, findingsOf } from './diagnosis.js';

describe('A report on Sentinels', () => {
  let deployment: RedisSentinel;

  beforeAll(async () => {
    deployment = await startSentinel({ downAfterMs: 2_000 });
  });
  afterAll(async () => deployment.stop());

  const options = (name = deployment.name): CoreModuleOptions => ({
    defaults: {
      topology: 'sentinel',
      name,
      sentinels: deployment.sentinels.map(({ host, port }) => ({ host, port })),
    },
  });

  it('looks at them, at the primary they name and at its replica', async () => {
    const report = await diagnosisOf(options());
    expect(errorsOf(report)).toEqual([]);
    const roles = report.deployments[0]?.servers.map(({ role }) => role).toSorted();
    expect(roles).toEqual(['primary', 'replica', 'sentinel', 'sentinel', 'sentinel']);
    for (const id of ['sentinel.reachable', 'sentinel.primary', 'sentinel.quorum'] as const) {
      expect(findingOf(report, id)).toMatchObject({ severity: 'ok' });
    }
    expect(findingOf(report, 'replication.link')).toMatchObject({ severity: 'ok' });
  });

  it('says that they watch no primary of that name', async () => {
    const report = await diagnosisOf(options('nobody'));
    expect(errorsOf(report)).toEqual(['sentinel.primary']);
  });

  it('knows a Sentinel that is taken for a server', async () => {
    const report = await diagnosisOf({ url: deployment.sentinels[0]?.url ?? '' }, { pools: ['user'] });
    expect(findingOf(report, 'server.role')).toMatchObject({ message: 'It is a Sentinel.' });
  });

  it('says that a replica is away, and that too few Sentinels are left', async () => {
    await deployment.servers[1]?.kill();
    await deployment.sentinels[1]?.kill();
    const one = await diagnosisOf(options());
    expect(findingsOf(one, 'connection').filter(({ severity }) => severity === 'error')).toHaveLength(1);
    expect(findingOf(one, 'sentinel.reachable')).toMatchObject({
      severity: 'warning',
      server: `127.0.0.1:${deployment.sentinels[1]?.port}`,
    });
    await deployment.sentinels[2]?.kill();
    await expect
      .poll(async () => findingOf(await diagnosisOf(options()), 'sentinel.quorum').severity, {
        interval: 500,
      })
      .toBe('error');
  });
});
