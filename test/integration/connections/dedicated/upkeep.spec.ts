import { RedisConnectionManager } from '../../../../libs/redis/src/connections/redis-connection.manager.js';
import { resolveConfig } from '../../../../libs/redis/src/config/resolve-config.js';
import { afterEach, describe, expect, it } from 'vitest';
import { borrowAtOnce } from './borrow-at-once.js';
import { RecordingLogger } from '../../../support/recording-logger.js';
import { topologies } from '../../../support/topologies.js';

describe.each(topologies)('the upkeep of dedicated connections on $name', (topology) => {
  let manager: RedisConnectionManager;
  const logger = new RecordingLogger();

  async function start(defaults: object): Promise<void> {
    logger.warnings.length = 0;
    manager = new RedisConnectionManager(
      resolveConfig({ env: false, ...topology.options(), defaults }),
      logger,
    );
    await manager.connect();
  }
  afterEach(async () => manager.close());

  async function namedConnections(): Promise<number> {
    const clients = String(
      await manager.withConnection('user', async (each) => each.client('LIST'), { key: 'k' }),
    );
    return clients.split('upkeep-test:dedicated').length - 1;
  }

  it('closes what nobody has used for a while', async () => {
    await start({ idleTimeoutMs: 400, connectionName: 'upkeep-test' });
    const before = Date.now();
    await borrowAtOnce(manager, 3, { key: 'k' });
    expect(manager.poolStatistics('default')).toMatchObject({ availableConnections: 3, lastCleanup: null });
    expect(await namedConnections()).toBe(4);
    await expect.poll(() => manager.poolStatistics('default').createdConnections, { timeout: 5_000 }).toBe(0);
    const { lastCleanup } = manager.poolStatistics('default');
    expect(Number(lastCleanup)).toBeGreaterThan(before);
    await expect.poll(namedConnections).toBe(1);
  });

  it('keeps what is in use, however long', async () => {
    await start({ idleTimeoutMs: 100 });
    const ids = await manager.withConnection(
      'default',
      async (connection) => {
        const id = await connection.client('ID');
        await connection.blpop('{k}:nothing', 0.5);
        return [id, await connection.client('ID')];
      },
      { key: '{k}' },
    );
    expect(ids[0]).toBe(ids[1]);
  });

  it('logs once who keeps a connection for long', async () => {
    await start({ holdWarningMs: 100 });
    async function forgetfulCaller(): Promise<void> {
      await manager.withConnection('default', async (connection) => connection.blpop('{k}:nothing', 0.5), {
        key: '{k}',
      });
    }
    await forgetfulCaller();
    const [warning = '', ...others] = logger.warnings.filter((each) => each.includes('dedicated connection'));
    expect(others).toEqual([]);
    expect(warning).toMatch(/pool "default" has been in use for more than 100 ms/);
    expect(warning).toMatch(/\n\s+at .*forgetfulCaller .*upkeep\.spec\.ts/);
  });

  it('logs nothing about short ones, and about those that are meant to be long', async () => {
    await start({ holdWarningMs: 200 });
    await manager.withConnection('default', async (connection) => connection.ping(), { key: 'k' });
    await manager.withConnection('default', async (connection) => connection.blpop('{k}:nothing', 0.5), {
      key: '{k}',
      longLived: true,
    });
    expect(logger.warnings.filter((each) => each.includes('dedicated connection'))).toEqual([]);
  });
});
