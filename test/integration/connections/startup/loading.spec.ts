import { startRedis, type RedisServer } from '@tenantry/redis-testing';
import { Redis } from 'ioredis';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connect } from '../../../support/topologies.js';
import { failureOf, ONE_ATTEMPT, SECRET } from './failing-start.js';

describe('a server that is loading its data', () => {
  let server: RedisServer;

  beforeEach(async () => {
    const slowLoading = ['save 3600 1', 'key-load-delay 1000', 'loading-process-events-interval-bytes 1024'];
    server = await startRedis({
      config: slowLoading,
      users: [`blind on >${SECRET} ~* +@all -info`],
    });
    const filling = await connect({ url: server.url });
    await filling.pipeline('default', (batch) => {
      for (let key = 0; key < 2_000; key += 1) batch.set(`key:${key}`, 'x'.repeat(100));
    });
    await filling.close();
    await server.restart();
    const impatient = new Redis(server.url, { enableReadyCheck: false });
    const outcome = await impatient.get('key:1').catch((error: unknown) => String(error));
    impatient.disconnect();
    // Otherwise these tests would show nothing.
    if (outcome?.includes('LOADING') !== true) throw new Error('the server has loaded its data already');
  });
  afterEach(async () => server.stop());

  it('is waited for, whatever the number of attempts', async () => {
    const manager = await connect({ url: server.url, defaults: ONE_ATTEMPT });
    expect(await manager.client('default').dbsize()).toBe(2_000);
    await manager.close();
  });

  it('is waited for also by a user who may not see that', async () => {
    const url = `redis://blind:${SECRET}@127.0.0.1:${server.port}`;
    const manager = await connect({ url, defaults: ONE_ATTEMPT });
    expect(await manager.client('default').dbsize()).toBe(2_000);
    await manager.close();
  });

  it('is not waited for longer than that', async () => {
    const before = performance.now();
    const failure = await failureOf({
      url: server.url,
      defaults: { startupAttempts: 5, loadingTimeoutMs: 300 },
    });
    expect(performance.now() - before).toBeLessThan(2_000);
    expect(failure.message).toMatch(
      /it took no commands within 300 ms\. It is loading its data: .*`loadingTimeoutMs`/,
    );
    expect(failure.details).toMatchObject({ attempts: 1 });
  });
});
