import { startRedis, waitUntil, type RedisServer } from '@tenantry/redis-testing';
import { Redis } from 'ioredis';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { diagnosisOf, errorsOf, findingOf } from './diagnosis.js';

const MEGABYTE = 1_000_000;

describe('A report on replication', () => {
  let primary: RedisServer;
  let replica: RedisServer;
  let admin: Redis;

  beforeEach(async () => {
    primary = await startRedis({ config: ['repl-diskless-sync-delay 0'] });
    replica = await startRedis({ config: [`replicaof 127.0.0.1 ${primary.port}`] });
    admin = new Redis(primary.url);
    await waitUntil(async () => (await admin.info('replication')).includes('state=online'), {
      timeoutMs: 20_000,
    });
  });
  afterEach(async () => {
    replica.resume();
    admin.disconnect();
    await Promise.all([primary.stop(), replica.stop()]);
  });

  it('says how far a replica is behind', async () => {
    expect(findingOf(await diagnosisOf({ url: primary.url }), 'replication.lag')).toMatchObject({
      severity: 'ok',
    });
    replica.pause();
    for (let count = 0; count < 12; count++) await admin.set(`filler:${count}`, 'x'.repeat(MEGABYTE));
    expect(findingOf(await diagnosisOf({ url: primary.url }), 'replication.lag')).toMatchObject({
      severity: 'warning',
      server: `127.0.0.1:${primary.port}`,
      message: expect.stringMatching(new RegExp(`127\\.0\\.0\\.1:${replica.port} is 1\\d MB behind`)),
    });
  });

  it('knows a replica that is taken for a primary, and one that has lost its own', async () => {
    const report = await diagnosisOf({ url: replica.url });
    expect(errorsOf(report)).toEqual(['server.role']);
    expect(findingOf(report, 'server.role').fix).toContain(`127.0.0.1:${primary.port}`);
    expect(findingOf(report, 'replication.link')).toMatchObject({ severity: 'ok' });
    await primary.kill();
    const observer = new Redis(replica.url);
    await expect.poll(async () => observer.info('replication')).toContain('master_link_status:down');
    await observer.quit();
    const after = await diagnosisOf({ url: replica.url });
    expect(findingOf(after, 'replication.link')).toMatchObject({ severity: 'error' });
  });
});
