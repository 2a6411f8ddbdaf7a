import { startSentinel, waitUntil, type RedisSentinel } from '@tenantry/redis-testing';
import type { RedisConnectionManager } from '../../../../libs/redis/src/connections/redis-connection.manager.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connect } from '../../../support/topologies.js';

describe('dedicated connections to a primary that Sentinels watch', () => {
  let deployment: RedisSentinel;
  let manager: RedisConnectionManager;

  beforeAll(async () => {
    deployment = await startSentinel();
    const sentinels = deployment.sentinels.map(({ host, port }) => ({ host, port }));
    manager = await connect({
      appName: 'failover',
      defaults: { topology: 'sentinel', sentinels, name: deployment.name },
    });
  });
  afterAll(async () => {
    await manager.close();
    await deployment.stop();
  });

  async function portOf(): Promise<number> {
    const info = await manager.withConnection('user', async (connection) => connection.info('server'));
    return Number(/tcp_port:(\d+)/.exec(info)?.[1]);
  }

  it('go to it, with database and name of the pool', async () => {
    const info = await manager.withConnection('user', async (connection) => connection.client('INFO'));
    expect(info).toMatch(/ name=failover:user:dedicated /);
    expect(info).toMatch(/ db=11 /);
  });

  it('go to the one that takes its place', async () => {
    const before = await portOf();
    await deployment.killPrimary();
    await waitUntil(
      async () =>
        manager
          .watch('user', 'key', (_connection, transaction) => void transaction.set('key', '1'))
          .then(
            () => true,
            () => false,
          ),
      { timeoutMs: 20_000, everyMs: 50 },
    );
    expect(await portOf()).not.toBe(before);
  });
});
