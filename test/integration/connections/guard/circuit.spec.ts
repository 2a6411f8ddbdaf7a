import { startRedis, waitUntil, type RedisServer } from '@tenantry/redis-testing';
import {
  CircuitOpenError,
  PoolUnavailableError,
} from '../../../../libs/redis/src/connections/connectivity.errors.js';
import { GuardedRedis } from '../../../../libs/redis/src/connections/guarded-redis.js';
import { RedisScript } from '../../../../libs/redis/src/scripts/redis-script.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { OUTAGES } from '../../../support/own-server.js';
import { connectGuarded, outcomesOf, type GuardedPools } from './guarded-pools.js';

const script = new RedisScript('increment', 1, "#!lua\nreturn redis.call('INCR', KEYS[1])", Number);

let server: RedisServer;
let pools: GuardedPools;
let client: GuardedRedis;
let lines: string[];

beforeEach(async () => {
  server = await startRedis();
  lines = [];
  const record = (line: unknown): void => void lines.push(String(line));
  pools = await connectGuarded(
    { url: server.url, defaults: { commandTimeoutMs: 300, connectTimeoutMs: 300 } },
    { log: record, warn: record, error: record },
  );
  const shared = pools.manager.client('default');
  client = shared instanceof GuardedRedis ? shared : expect.fail('not a single server');
});
afterEach(async () => {
  await pools.manager.close();
  await server.stop();
});

/** Calls until the circuit is open. */
async function open(): Promise<void> {
  await waitUntil(async () => {
    await Promise.allSettled(Array.from({ length: 10 }, async () => client.incr('key')));
    return pools.manager.state('default') === 'FAILED';
  });
}

const RECOVERIES: Record<keyof typeof OUTAGES, (broken: RedisServer) => unknown> = {
  killed: async (broken) => broken.restart(),
  frozen: (broken) => broken.resume(),
};

describe.each(Object.keys(OUTAGES) as (keyof typeof OUTAGES)[])('A pool whose server is %s', (outage) => {
  it('refuses every kind of command at once, and sends none', async () => {
    await client.set('key', '0');
    await OUTAGES[outage](server);
    await open();
    const durations: number[] = [];
    for (let call = 0; call < 2_000; call += 1) {
      const before = performance.now();
      const error: unknown = await client.get('key').catch((reason: unknown) => reason);
      durations.push(performance.now() - before);
      expect(error).toBeInstanceOf(CircuitOpenError);
    }
    durations.sort((left, right) => left - right);
    expect(durations[Math.floor(durations.length * 0.99)]).toBeLessThan(5);
    const own = client.duplicate();
    own.on('error', () => undefined);
    const before = performance.now();
    const calls = await Promise.allSettled([
      ...Array.from({ length: 100 }, async () => client.incr('key')),
      client.multi().incr('key').incr('key').exec(),
      pools.manager.transaction('default', (batch) => batch.incr('key')),
      pools.manager
        .pipeline('default', (batch) => batch.incr('key'))
        .catch((error: Error) => Promise.reject(error.cause)),
      script.run(client, ['key'], []),
      own.incr('key'),
    ]);
    expect(performance.now() - before).toBeLessThan(200);
    expect(outcomesOf(calls)).toEqual({ CircuitOpenError: 105 });
    const piped = await client.pipeline().incr('key').get('key').exec();
    expect(piped?.map(([error]) => error?.name)).toEqual(['CircuitOpenError', 'CircuitOpenError']);
    own.disconnect();
    expect(pools.manager.statistics()).toMatchObject({
      failedDatabases: 1,
      databaseStats: { default: { state: 'FAILED', circuit: 'open', circuitBreakerTrips: 1 } },
    });
    // 2000 GET, 100 INCR, MULTI INCR INCR EXEC, MULTI INCR EXEC, INCR, EVALSHA, INCR, INCR GET
    expect(pools.manager.statistics().databaseStats['default']?.refusedOperations).toBeGreaterThanOrEqual(
      612,
    );
  });

  it('is found working again by a probe, without a call of anybody', async () => {
    await OUTAGES[outage](server);
    await open();
    await RECOVERIES[outage](server);
    await waitUntil(() => pools.manager.statistics().databaseStats['default']?.circuit === 'closed', {
      timeoutMs: 3_000,
    });
    expect(await client.set('key', 'back')).toBe('OK');
    expect(pools.manager.state('default')).toBe('DEGRADED');
    expect(pools.changes.slice(0, 3)).toEqual([
      'HEALTHY -> DEGRADED',
      'DEGRADED -> FAILED',
      'FAILED -> DEGRADED',
    ]);
    await waitUntil(() => pools.manager.state('default') === 'HEALTHY', { timeoutMs: 15_000 });
    await waitUntil(() => pools.changes.at(-1) === 'DEGRADED -> HEALTHY');
    const ofState = lines.filter((line) => line.startsWith('Pool "default"') && !line.includes('connect'));
    expect(ofState).toEqual([
      expect.stringMatching(/is DEGRADED, a command failed: \w+/),
      expect.stringMatching(/has FAILED, commands are refused: \w+/),
      expect.stringMatching(/takes commands again after \d+ ms/),
      expect.stringMatching(/is HEALTHY again/),
    ]);
  });

  it('can be closed while its circuit is open', async () => {
    await OUTAGES[outage](server);
    await open();
    const before = performance.now();
    await pools.manager.close();
    expect(performance.now() - before).toBeLessThan(5_000);
    await expect(client.get('key')).rejects.toBeInstanceOf(PoolUnavailableError);
  });
});

describe('The circuit of a pool', () => {
  it('stays closed in a storm of errors that are the caller’s', async () => {
    await client.set('text', 'x');
    await client.acl('SETUSER', 'default', '-getdel');
    const calls = await Promise.allSettled(
      Array.from({ length: 1_000 }, async (_, index) => {
        if (index % 4 === 0) return client.lpush('text', 'y');
        if (index % 4 === 1) return client.getdel('text');
        if (index % 4 === 2) return client.evalsha('0'.repeat(40), 0);
        return client.eval("return redis.error_reply('MINE no')", 0);
      }),
    );
    expect(outcomesOf(calls)).toEqual({ ReplyError: 1_000 });
    expect(pools.manager.statistics().databaseStats['default']).toMatchObject({
      state: 'HEALTHY',
      circuit: 'closed',
      successfulOperations: expect.toSatisfy((count: number) => count >= 1_001),
      failedOperations: 0,
      lastError: null,
    });
    expect(pools.changes).toEqual([]);
  });

  it('is not opened by commands that wait on purpose', async () => {
    const calls = await Promise.allSettled(
      Array.from({ length: 10 }, async (_, index) => client.blpop(`nothing:${index}`, 2)),
    );
    expect(outcomesOf(calls)).toEqual({ CommandTimeoutError: 10 });
    expect(pools.manager.state('default')).toBe('HEALTHY');
  });

  it('opens when the server says that it cannot work', async () => {
    await client.config('SET', 'busy-reply-threshold', '1');
    const endless = client.duplicate({ commandTimeout: 10_000 });
    const running = endless.eval('while true do end', 0).catch(() => undefined);
    await waitUntil(async () =>
      client.get('key').then(
        () => false,
        (error: Error) => error.message.startsWith('BUSY'),
      ),
    );
    await open();
    expect(pools.manager.statistics().databaseStats['default']?.lastError).toMatch(/^BUSY/);
    await expect(client.get('key')).rejects.toThrow(
      /circuit of pool "default" is open.*BUSY.*may be tried again/,
    );
    const rescue = pools.manager.client('user');
    await rescue.script('KILL');
    await running;
    await waitUntil(async () => (await client.get('key').catch(() => 'refused')) === null);
    endless.disconnect();
  });

  it('is that of its pool alone', async () => {
    const other = await startRedis();
    const both = await connectGuarded({
      url: other.url,
      pools: { default: server.url },
      defaults: { commandTimeoutMs: 200 },
    });
    try {
      server.pause();
      await Promise.allSettled(
        Array.from({ length: 10 }, async () => both.manager.client('default').incr('key')),
      );
      expect(both.manager.state('default')).toBe('FAILED');
      expect(both.manager.state('user')).toBe('HEALTHY');
      expect(await both.manager.client('user').incr('key')).toBe(1);
    } finally {
      await both.manager.close();
      await other.stop();
    }
  });

  it('lets subscriptions be had back while it is open', async () => {
    const heard: string[] = [];
    const subscriber = pools.manager.subscriber('default');
    subscriber.on('message', (_channel, message) => heard.push(message));
    await subscriber.subscribe('news');
    await server.kill();
    await open();
    await server.restart();
    await waitUntil(async () => {
      await client.publish('news', 'hello').catch(() => undefined);
      return heard.length > 0;
    });
    expect(heard[0]).toBe('hello');
  });
});
