import { startRedis, startSentinel, type RedisSentinel, type RedisServer } from '@tenantry/redis-testing';
import type { CoreModuleOptions } from '../../../../libs/redis/src/config/module-options.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connect } from '../../../support/topologies.js';
import { failureOf, QUICK_ATTEMPTS, SECRET } from './failing-start.js';

function watchedBy(
  sentinels: readonly { readonly host: string; readonly port: number }[],
  name: string,
): CoreModuleOptions {
  const addresses = sentinels.map(({ host, port }) => ({ host, port }));
  return { defaults: { topology: 'sentinel', sentinels: addresses, name, ...QUICK_ATTEMPTS } };
}

describe('a start with Sentinels', () => {
  let deployment: RedisSentinel;

  beforeAll(async () => {
    deployment = await startSentinel({ replicas: 0, sentinels: 1, quorum: 1, downAfterMs: 60_000 });
  });
  afterAll(async () => deployment.stop());

  it('names those that are absent', async () => {
    const failure = await failureOf(watchedBy([{ host: '127.0.0.1', port: 1 }], 'main'));
    expect(failure.message).toMatch(
      /"main" of the Sentinels 127\.0\.0\.1:1 .*none of them could be connected to\. Is Redis running there\?.*3 times/,
    );
  });

  it('gets along with one that is present', async () => {
    const absent = { host: '127.0.0.1', port: 1 };
    const manager = await connect(watchedBy([absent, ...deployment.sentinels], deployment.name));
    expect(await manager.client('user').role()).toContain('master');
    await manager.close();
  });

  it('says that they know no such primary, at once', async () => {
    const failure = await failureOf(watchedBy(deployment.sentinels, 'unheard-of'));
    expect(failure.message).toMatch(
      /"unheard-of" of the Sentinels .*watch no primary of that name: check `name`/,
    );
    expect(failure.details).toMatchObject({ attempts: 1 });
  });

  it('names them if the primary they name is gone', async () => {
    const [sentinel] = deployment.sentinels;
    await deployment.killPrimary();
    const failure = await failureOf(watchedBy(deployment.sentinels, deployment.name));
    expect(failure.message).toContain(`"${deployment.name}" of the Sentinels 127.0.0.1:${sentinel?.port}`);
    expect(failure.message).toMatch(/connect ECONNREFUSED .*Is Redis running there\?.*tried 3 times/);
  });

  it('does not wait for one that hangs', async () => {
    const [sentinel] = deployment.sentinels;
    sentinel?.pause();
    try {
      const before = performance.now();
      const failure = await failureOf(watchedBy(deployment.sentinels, deployment.name));
      expect(failure.message).toMatch(/Sentinels 127\.0\.0\.1/);
      expect(performance.now() - before).toBeLessThan(6_000);
    } finally {
      sentinel?.resume();
    }
  });
});

describe('a start with Sentinels that have a password', () => {
  let sentinel: RedisServer;

  beforeAll(async () => {
    // To a client that gives no password, any server with one looks like such a Sentinel.
    sentinel = await startRedis({ requirepass: SECRET });
  });
  afterAll(async () => sentinel.stop());

  it('asks for it', async () => {
    const failure = await failureOf(watchedBy([sentinel], 'main'));
    expect(failure.message).toMatch(/NOAUTH.*`sentinelPassword`/);
    expect(failure.details).toMatchObject({ attempts: 1 });
  });
});
