import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { waitUntil } from '../common/wait-until.js';
import type { RedisServer } from '../server/redis-server.js';
import { startRedis } from '../server/start-redis.js';
import { FaultProxy } from './fault-proxy.js';

let server: RedisServer;
let direct: Redis;
let proxy: FaultProxy;
const clients: Redis[] = [];

/** A client that fails at once instead of reconnecting. */
async function connect(url = proxy.url): Promise<Redis> {
  const client = new Redis(url, { lazyConnect: true, retryStrategy: () => null });
  client.on('error', () => undefined);
  clients.push(client);
  await client.connect();
  return client;
}

/** Whether a promise is still pending after the round trips of two other commands. */
async function isSilent(promise: Promise<unknown>): Promise<boolean> {
  let settled = false;
  promise.then(
    () => (settled = true),
    () => (settled = true),
  );
  await direct.ping();
  await direct.ping();
  return !settled;
}

beforeAll(async () => {
  server = await startRedis();
  direct = new Redis(server.url, { retryStrategy: () => null });
});
afterAll(async () => {
  direct.disconnect();
  await server.stop();
});
beforeEach(async () => {
  proxy = new FaultProxy(server);
  await proxy.listen();
});
afterEach(async () => {
  for (const client of clients.splice(0)) client.disconnect();
  await proxy.close();
  await waitUntil(() => proxy.openConnections === 0, { what: 'the proxy has no connection left' });
  await direct.flushall();
});

describe('FaultProxy', () => {
  it('passes everything through while it has no fault', async () => {
    const client = await connect();
    const value = 'x'.repeat(1_000_000);
    await client.set('large', value);
    expect(await client.get('large')).toBe(value);
    expect(proxy.counters).toMatchObject({ connections: 1, droppedReplies: 0 });
    expect(proxy.counters.bytesToServer).toBeGreaterThan(1_000_000);
    expect(proxy.counters.bytesToClient).toBeGreaterThan(1_000_000);
  });

  it('cut closes every connection and accepts new ones', async () => {
    const client = await connect();
    const blocked = client.blpop('nothing', 0);
    proxy.cut();
    await expect(blocked).rejects.toThrow('Connection is closed');
    expect(await (await connect()).ping()).toBe('PONG');
  });

  it.each(['requests', 'replies', 'both'] as const)('delay holds back %s', async (direction) => {
    const client = await connect();
    proxy.delay(100, direction);
    const startedAt = performance.now();
    await client.ping();
    const elapsedMs = performance.now() - startedAt;
    expect(elapsedMs).toBeGreaterThanOrEqual(direction === 'both' ? 199 : 99);
  });

  it('delay of replies lets the server run the command meanwhile', async () => {
    const client = await connect();
    proxy.delay(300, 'replies');
    const set = client.set('early', '1');
    await waitUntil(async () => (await direct.exists('early')) === 1);
    expect(await isSilent(set)).toBe(true);
    expect(await set).toBe('OK');
  });

  it('blackHole keeps connections open, passes nothing and says nothing', async () => {
    const client = await connect();
    const before = proxy.counters.bytesToServer;
    proxy.blackHole();
    const set = client.set('lost', '1');
    set.catch(() => undefined);
    expect(await isSilent(set)).toBe(true);
    expect(proxy.counters.bytesToServer).toBe(before);
    const late = new Redis(proxy.url, { retryStrategy: () => null, enableReadyCheck: false });
    late.on('error', () => undefined);
    clients.push(late);
    await waitUntil(() => proxy.counters.connections === 2, { what: 'the black hole accepts' });
    expect(await direct.exists('lost')).toBe(0);
    expect(client.status).toBe('ready');
  });

  it('blackHole hides from the client that the server died', async () => {
    const mortal = await startRedis();
    const hiding = new FaultProxy(mortal);
    await hiding.listen();
    const client = await connect(hiding.url);
    hiding.blackHole();
    await mortal.stop();
    expect(await isSilent(new Promise((resolve) => client.once('close', resolve)))).toBe(true);
    await hiding.close();
    await waitUntil(() => client.status === 'end');
  });

  it('dropReplies swallows the reply of a command that ran, and then cuts its connection', async () => {
    const [client, other] = [await connect(), await connect()];
    proxy.dropReplies(1);
    await expect(client.incr('counter')).rejects.toThrow('Connection is closed');
    expect(await direct.get('counter')).toBe('1');
    expect(proxy.counters.droppedReplies).toBe(1);
    expect(await other.incr('counter')).toBe(2);
  });

  it('dropReplies counts replies, also of a pipeline that comes in one piece', async () => {
    const client = await connect();
    proxy.dropReplies(2);
    const replies = await Promise.allSettled([client.incr('a'), client.incr('b'), client.incr('c')]);
    expect(replies.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(proxy.counters.droppedReplies).toBe(2);
    expect(await direct.mget('a', 'b', 'c')).toEqual(['1', '1', '1']);
  });

  it('dropReplies without a number swallows replies until it is healed', async () => {
    const client = await connect();
    proxy.dropReplies();
    const first = client.incr('counter');
    const second = client.incr('counter');
    await waitUntil(() => proxy.counters.droppedReplies === 2);
    expect(await isSilent(first)).toBe(true);
    await proxy.heal();
    await expect(first).rejects.toThrow('Connection is closed');
    await expect(second).rejects.toThrow('Connection is closed');
    expect(await (await connect()).get('counter')).toBe('2');
  });

  it('dropReplies lets messages through that answer no request', async () => {
    const subscriber = await connect();
    await subscriber.subscribe('news');
    const message = new Promise((resolve) => subscriber.once('message', (_, text: string) => resolve(text)));
    proxy.dropReplies(1);
    await direct.publish('news', 'hello');
    expect(await message).toBe('hello');
    expect(proxy.counters.droppedReplies).toBe(0);
  });

  it('refuse turns new connections away and keeps the open ones', async () => {
    const client = await connect();
    proxy.refuse();
    await expect(connect()).rejects.toThrow('Connection is closed');
    expect(await client.ping()).toBe('PONG');
    await proxy.heal();
    expect(await (await connect()).ping()).toBe('PONG');
  });

  it('heal ends every fault and cuts only connections that lost bytes', async () => {
    const [idle, hit] = [await connect(), await connect()];
    proxy.delay(10_000);
    proxy.delay(0);
    proxy.blackHole();
    const lost = hit.ping();
    lost.catch(() => undefined);
    expect(await isSilent(lost)).toBe(true);
    await proxy.heal();
    await expect(lost).rejects.toThrow('Connection is closed');
    expect(await idle.ping()).toBe('PONG');
  });

  it('tells the client when the server closes a connection', async () => {
    const client = await connect();
    const ended = new Promise((resolve) => client.once('end', resolve));
    await direct.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
    await ended;
    expect(client.status).toBe('end');
  });
});
