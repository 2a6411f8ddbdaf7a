import { type FaultProxy, startRedis, waitUntil } from '@tenantry/redis-testing';
import {
  CommandOutcomeUnknownError,
  CommandTimeoutError,
  PoolUnavailableError,
} from '../../../libs/redis/src/connections/connectivity.errors.js';
import type { RedisConnectionManager } from '../../../libs/redis/src/connections/redis-connection.manager.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { proxiedTopologies, startProxies } from '../../support/proxied-topologies.js';
import { connect } from '../../support/topologies.js';
import { uniqueName } from '../../support/unique-name.js';

/** What becomes of calls: counted by class of error, or `done`. */
function outcomesOf(calls: readonly PromiseSettledResult<unknown>[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const call of calls) {
    const outcome = call.status === 'fulfilled' ? 'done' : String(call.reason?.name);
    counts[outcome] = (counts[outcome] ?? 0) + 1;
  }
  return counts;
}

describe('a command that timed out while the server was loading its data', () => {
  it('is not carried out later', async () => {
    const slowLoading = ['save 3600 1', 'key-load-delay 1000', 'loading-process-events-interval-bytes 1024'];
    const server = await startRedis({ config: slowLoading });
    const manager = await connect({ url: server.url, defaults: { commandTimeoutMs: 300 } });
    try {
      const client = manager.client('default');
      await client.eval("for i = 1, 2000 do redis.call('SET', 'key:' .. i, string.rep('x', 100)) end", 0);
      await server.restart();
      await waitUntil(() => client.status === 'connect');
      const calls = await Promise.allSettled([
        client.set('late', '1'),
        client.multi().set('late', '2').set('late', '3').exec(),
      ]);
      expect(outcomesOf(calls)).toEqual({ CommandTimeoutError: 2 });
      expect(client.status).toBe('connect');
      // The circuit is open until the server was heard to answer again.
      await expect.poll(async () => client.exists('late').catch((error: Error) => error.name)).toBe(0);
    } finally {
      await manager.close();
      await server.stop();
    }
  });
});

describe.each(proxiedTopologies)('a connection that is lost on $name', (topology) => {
  let proxies: FaultProxy[];
  let manager: RedisConnectionManager;
  let key: string;

  beforeEach(async () => {
    proxies = await startProxies(topology);
    const options = topology.options(proxies);
    manager = await connect({ ...options, defaults: { ...options.defaults, commandTimeoutMs: 2_000 } });
    key = uniqueName('lost');
    // A cluster connects to a node at the first command for it.
    await Promise.all(
      ['a', 'b', 'c', 'd', 'e', 'f'].map(async (each) => manager.client('default').get(each)),
    );
  });

  afterEach(async () => {
    await manager.close();
    await Promise.all(proxies.map(async (proxy) => proxy.close()));
  });

  const onAll = (action: (proxy: FaultProxy) => unknown): void => proxies.forEach(action);

  it('leaves the outcome of what was written unknown, and never repeats it', async () => {
    const client = manager.client('default');
    onAll((proxy) => proxy.dropReplies(1));
    await expect(client.incr(key)).rejects.toThrow(CommandOutcomeUnknownError);
    await waitUntil(async () => (await client.get(key).catch(() => undefined)) === '1');
  });

  it('never counts more than was acknowledged or unknown, and settles every call', async () => {
    const client = manager.client('default');
    const calls: Promise<unknown>[] = [];
    let acknowledged = 0;
    let unknown = 0;
    const increment = async (): Promise<void> => {
      try {
        await client.incr(key);
        acknowledged += 1;
      } catch (error) {
        if (error instanceof CommandOutcomeUnknownError || error instanceof CommandTimeoutError) unknown += 1;
        else if (!(error instanceof PoolUnavailableError)) throw error;
      }
    };
    for (let round = 0; round < 10; round += 1) {
      const burst = Array.from({ length: 20 }, increment);
      calls.push(...burst);
      if (round % 2 === 0) onAll((proxy) => proxy.dropReplies(3));
      else await Promise.all(burst);
      await new Promise((resolve) => setImmediate(resolve));
      calls.push(...Array.from({ length: 20 }, increment));
      onAll((proxy) => proxy.cut());
      await waitUntil(async () => (await client.ping().catch(() => 'lost')) === 'PONG');
    }
    await Promise.all(calls);
    const counted = Number(await client.get(key));
    expect(acknowledged).toBeGreaterThan(0);
    expect(unknown).toBeGreaterThan(0);
    expect(counted).toBeGreaterThanOrEqual(acknowledged);
    expect(counted).toBeLessThanOrEqual(acknowledged + unknown);
  });

  it('is told to pipelines and transactions command by command', async () => {
    const client = manager.client('default');
    onAll((proxy) => proxy.dropReplies(2));
    const piped = await client.pipeline().incr(key).incr(key).exec();
    expect(piped?.map(([error]) => error?.name)).toEqual([
      'CommandOutcomeUnknownError',
      'CommandOutcomeUnknownError',
    ]);
    await Promise.all(proxies.map(async (proxy) => proxy.heal()));
    await waitUntil(async () => (await client.get(key).catch(() => undefined)) === '2');
    onAll((proxy) => proxy.dropReplies(4));
    await expect(client.multi().incr(key).incr(key).exec()).rejects.toThrow(CommandOutcomeUnknownError);
    await Promise.all(proxies.map(async (proxy) => proxy.heal()));
    await waitUntil(async () => (await client.get(key).catch(() => undefined)) === '4');
  });

  it('makes calls fail at once while there is none, and lets them work as soon as there is', async () => {
    const client = manager.client('default');
    onAll((proxy) => proxy.refuse());
    onAll((proxy) => proxy.cut());
    await waitUntil(async () =>
      client.set(key, 'x').then(
        () => false,
        (error: unknown) => error instanceof PoolUnavailableError,
      ),
    );
    const before = performance.now();
    const calls = await Promise.allSettled(Array.from({ length: 100 }, async () => client.incr(key)));
    const { PoolUnavailableError: unavailable = 0, CircuitOpenError: refused = 0 } = outcomesOf(calls);
    expect(unavailable).toBeGreaterThan(0);
    expect(unavailable + refused).toBe(100);
    expect(performance.now() - before).toBeLessThan(1_500);
    await Promise.all(proxies.map(async (proxy) => proxy.heal()));
    await waitUntil(async () =>
      client.get(key).then(
        () => true,
        () => false,
      ),
    );
    expect(await client.get(key)).toBeNull();
  });

  it('that stays silent makes calls time out', async () => {
    const client = manager.client('default');
    onAll((proxy) => proxy.blackHole());
    const calls = await Promise.allSettled([
      client.incr(key),
      client
        .pipeline()
        .incr(key)
        .exec()
        .then((results) =>
          results?.map(([error]) => {
            throw error;
          }),
        ),
      client.multi().incr(key).exec(),
    ]);
    expect(outcomesOf(calls)).toEqual({ CommandTimeoutError: 3 });
  });
});
