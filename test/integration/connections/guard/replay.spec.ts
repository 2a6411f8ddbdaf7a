import { waitUntil, type FaultProxy } from '@tenantry/redis-testing';
import type { RedisClient } from '../../../../libs/redis/src/connections/pool-clients.js';
import { RedisScript } from '../../../../libs/redis/src/scripts/redis-script.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { uniqueName } from '../../../support/unique-name.js';
import { connectGuarded, outcomesOf, type GuardedPools } from './guarded-pools.js';
import { proxiedTopologies, startProxies } from '../../../support/proxied-topologies.js';

const reader = new RedisScript(
  'reader',
  1,
  "#!lua flags=no-writes\nreturn redis.call('GET', KEYS[1])",
  String,
);
const writer = new RedisScript('writer', 1, "#!lua\nreturn redis.call('INCR', KEYS[1])", Number);

describe.each(proxiedTopologies)('A command whose connection is lost on $name', (topology) => {
  let proxies: FaultProxy[];
  let pools: GuardedPools;
  let client: RedisClient;
  let key: string;
  let retried: string[];

  beforeEach(async () => {
    proxies = await startProxies(topology);
    const options = topology.options(proxies);
    pools = await connectGuarded({ ...options, defaults: { ...options.defaults, commandTimeoutMs: 1_000 } });
    client = pools.manager.client('default');
    key = `{${uniqueName('replay')}}`;
    retried = [];
    pools.events.on('retried', ({ command }) => retried.push(command));
    await client.set(key, '7');
    await reader.run(client, [key], []);
    await writer.run(client, [`${key}:count`], []);
  });
  afterEach(async () => {
    await pools.manager.close();
    await Promise.all(proxies.map(async (proxy) => proxy.close()));
  });

  const statistics = () =>
    pools.manager.statistics().databaseStats['default'] ?? expect.fail('no statistics');

  /** Lets the next replies be lost, and then the connection. */
  async function lose(replies: number): Promise<void> {
    // The handshake after an earlier loss has replies, too.
    await waitUntil(async () => (await client.get(key).catch(() => undefined)) === '7');
    for (const proxy of proxies) proxy.dropReplies(replies);
  }

  async function heal(): Promise<void> {
    await Promise.all(proxies.map(async (proxy) => proxy.heal()));
  }

  it('is sent once more if it only reads, and its caller does not notice', async () => {
    await lose(1);
    const before = statistics();
    expect(await client.get(key)).toBe('7');
    expect(retried).toEqual(['get']);
    const after = statistics();
    expect(after.totalRetryAttempts).toBe(1);
    expect(after.successfulOperations - before.successfulOperations).toBe(1);
    expect(after.failedOperations).toBe(0);
  });

  it('is sent once more if it is a script that only reads, and never one that writes', async () => {
    await lose(2);
    const calls = await Promise.allSettled([
      reader.run(client, [key], []),
      writer.run(client, [`${key}:count`], []),
    ]);
    expect(outcomesOf(calls)).toEqual({ done: 1, CommandOutcomeUnknownError: 1 });
    await heal();
    expect(retried).toEqual(['evalsha']);
    expect(await client.get(`${key}:count`)).toBe('2');
  });

  it('is not sent once more if it writes, whatever its reply would be', async () => {
    await lose(5);
    const calls = await Promise.allSettled([
      client.incr(`${key}:n`),
      client.set(`${key}:nx`, '1', 'NX'),
      client.sadd(`${key}:set`, 'a'),
      client.del(`${key}:none`),
      client.unlink(`${key}:none`),
    ]);
    expect(outcomesOf(calls)).toEqual({ CommandOutcomeUnknownError: 5 });
    await heal();
    expect(retried).toEqual([]);
    expect(await client.get(`${key}:n`)).toBe('1');
  });

  it('is sent once more next to a write of somebody else', async () => {
    await lose(2);
    const calls = await Promise.allSettled([client.incr(`${key}:n`), client.get(key)]);
    expect(calls.map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
  });

  it('is sent once more from a pipeline that only reads, and not from one that writes too', async () => {
    await lose(2);
    expect(await client.pipeline().get(key).exists(key).exec()).toEqual([
      [null, '7'],
      [null, 1],
    ]);
    await lose(2);
    const results = await client.pipeline().incr(`${key}:n`).get(key).exec();
    expect(results?.map(([error]) => error?.name)).toEqual(Array(2).fill('CommandOutcomeUnknownError'));
    await heal();
    await lose(2);
    await expect(
      pools.manager.pipeline('default', (batch) => batch.incr(`${key}:n`).get(key)),
    ).rejects.toThrow('2 of 2');
    expect(retried).toEqual(['get', 'exists']);
  });

  it('is not sent once more as part of a transaction', async () => {
    await lose(4);
    await expect(client.multi().get(key).get(key).exec()).rejects.toMatchObject({
      name: 'CommandOutcomeUnknownError',
    });
    await heal();
    expect(retried).toEqual([]);
  });

  it('is sent once more a single time', async () => {
    pools.events.on('retried', () => {
      for (const proxy of proxies) proxy.cut();
    });
    await lose(1);
    await expect(client.get(key)).rejects.toMatchObject({ name: 'CommandOutcomeUnknownError' });
    expect(retried).toEqual(['get']);
    expect(statistics().failedOperations).toBe(1);
  });

  it('fails if the connection cannot be had back, and holds up nobody', async () => {
    await lose(1);
    for (const proxy of proxies) proxy.refuse();
    const before = performance.now();
    const read = client.get(key).catch((error: Error) => error.name);
    await waitUntil(() => proxies.some(({ counters }) => counters.droppedReplies > 0), { everyMs: 1 });
    const next = client.incr(key).catch((error: Error) => error.name);
    expect(await read).toBe('CommandOutcomeUnknownError');
    // It depends on who is first to hear of the loss.
    expect(await next).toMatch(/^(PoolUnavailable|CommandOutcomeUnknown)Error$/);
    expect(performance.now() - before).toBeLessThan(900);
    expect(retried).toEqual([]);
  });

  it('ends within the time of one command, though the connection comes back without a word', async () => {
    await lose(1);
    const before = performance.now();
    const read = client.get(key).catch((error: Error) => error.name);
    await waitUntil(() => proxies.some(({ counters }) => counters.droppedReplies > 0), { everyMs: 1 });
    for (const proxy of proxies) proxy.blackHole();
    expect(await read).toBe('CommandTimeoutError');
    expect(performance.now() - before).toBeLessThan(2_000);
  });

  it('is not sent once more on a connection that is its caller’s own', async () => {
    const lost = pools.manager.withConnection('default', async (own) => {
      await own.get(key);
      await lose(1);
      await own.get(key);
    });
    await expect(lost).rejects.toMatchObject({ name: 'CommandOutcomeUnknownError' });
    expect(retried).toEqual([]);
  });

  it('does not open the circuit, however many others the same connection had', async () => {
    await lose(1);
    const calls = await Promise.allSettled(
      Array.from({ length: 200 }, async (_, index) => client.incr(`${key}:${index % 3}`)),
    );
    expect(outcomesOf(calls)).not.toHaveProperty('CircuitOpenError');
    expect(pools.manager.state('default')).toBe('DEGRADED');
    expect(statistics().circuit).toBe('closed');
  });
});
