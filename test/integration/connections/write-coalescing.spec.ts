import { Cluster, type Redis } from 'ioredis';
import { afterEach, describe, expect, it } from 'vitest';
import { resolveConfig } from '../../../libs/redis/src/config/resolve-config.js';
import { RedisConnectionManager } from '../../../libs/redis/src/connections/redis-connection.manager.js';
import { silentLogger } from '../../support/silent-logger.js';
import { topologies } from '../../support/topologies.js';

/** The next turn of the event loop, after what was put off until then. */
const nextTurn = async (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe.each(topologies)('commands of one turn on $name', (topology) => {
  let manager: RedisConnectionManager;

  async function connect(autoPipelining?: boolean): Promise<{ client: Redis | Cluster; connection: Redis }> {
    const options = { ...topology.options(), env: false as const };
    const defaults = { ...options.defaults, ...(autoPipelining !== undefined && { autoPipelining }) };
    manager = new RedisConnectionManager(resolveConfig({ ...options, defaults }), silentLogger);
    await manager.connect();
    const client = manager.client('default');
    // The node of a cluster connects at the first command for it.
    await client.set('{turn}', 'ready');
    if (!(client instanceof Cluster)) return { client, connection: client };
    const moved = await Promise.all(
      client.nodes('master').map(async (node) =>
        node.get('{turn}').then(
          () => node,
          () => undefined,
        ),
      ),
    );
    const connection = moved.find((node) => node !== undefined);
    if (connection === undefined) throw new Error('no node has the key');
    return { client, connection };
  }

  afterEach(async () => manager.close());

  it('are held back until its end, and then written together', async () => {
    const { client, connection } = await connect();
    const { stream } = connection;
    await nextTurn();
    const before = stream.bytesWritten;
    const replies = Promise.all(Array.from({ length: 100 }, async () => client.get('{turn}')));
    // Written one by one, the first would be on its way by now, and not wait for the others.
    expect(stream.writableCorked).toBe(1);
    expect(stream.writableLength).toBeGreaterThan(100 * '{turn}'.length);
    await nextTurn();
    expect(stream.writableCorked).toBe(0);
    expect(stream.bytesWritten).toBeGreaterThan(before);
    expect(await replies).toEqual(Array(100).fill('ready'));
  });

  it('are written one by one without `autoPipelining`', async () => {
    const { client, connection } = await connect(false);
    const reply = client.get('{turn}');
    expect(connection.stream.writableCorked).toBe(0);
    expect(await reply).toBe('ready');
  });

  it('keep their order among pipelines, transactions and single commands', async () => {
    const { client } = await connect();
    await client.del('{turn}:list');
    await Promise.all([
      client.rpush('{turn}:list', 'a'),
      client.pipeline().rpush('{turn}:list', 'b').rpush('{turn}:list', 'c').exec(),
      client.rpush('{turn}:list', 'd'),
      client.multi().rpush('{turn}:list', 'e').rpush('{turn}:list', 'f').exec(),
      client.rpush('{turn}:list', 'g'),
    ]);
    expect((await client.lrange('{turn}:list', 0, -1)).join('')).toBe('abcdefg');
  });

  it('do not keep the next connection from writing if theirs is lost before the end of the turn', async () => {
    const { client, connection } = await connect();
    const lost = client.incr('{turn}:count').then(
      () => 'counted',
      (error: Error) => error.name,
    );
    connection.stream.destroy();
    expect(await lost).not.toBe('counted');
    await expect.poll(async () => client.get('{turn}').catch((error: Error) => error.name)).toBe('ready');
    expect(Number(await client.get('{turn}:count'))).toBe(0);
  });

  it('fail alone in a cluster if their keys are in several slots', async () => {
    const { client } = await connect();
    const outcomes = await Promise.allSettled([
      client.get('{turn}'),
      client.mget('a', 'b', 'c'),
      client.get('{turn}'),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual([
      'fulfilled',
      topology.clustered ? 'rejected' : 'fulfilled',
      'fulfilled',
    ]);
  });
});
