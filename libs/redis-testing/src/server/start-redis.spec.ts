import { Redis, type RedisOptions } from 'ioredis';
import { access, readdir } from 'node:fs/promises';
import { createServer } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { boundPort } from '../common/bound-port.js';
import { waitUntil } from '../common/wait-until.js';
import type { RedisServer } from './redis-server.js';
import { RedisStartError } from './redis-start.error.js';
import type { StartRedisOptions } from './start-redis-options.js';
import { startRedis } from './start-redis.js';

const open: { close(): unknown }[] = [];

async function start(options?: StartRedisOptions): Promise<RedisServer> {
  const server = await startRedis(options);
  open.push({ close: async () => server.stop() });
  return server;
}

/** A client that fails at once instead of reconnecting. */
async function connect(
  url: string,
  options: Pick<RedisOptions, 'protocol' | 'enableReadyCheck'> = {},
): Promise<Redis> {
  const client = new Redis(url, {
    lazyConnect: true,
    retryStrategy: () => null,
    commandTimeout: 2000,
    ...options,
  });
  client.on('error', () => undefined);
  open.push({ close: () => client.disconnect() });
  await client.connect();
  return client;
}

afterEach(async () => {
  for (const resource of open.splice(0).toReversed()) await resource.close();
});

describe('startRedis', () => {
  it('resolves when the server answers, without persistence', async () => {
    const client = await connect((await start()).url);
    expect(await client.ping()).toBe('PONG');
    expect(await client.config('GET', 'save')).toEqual(['save', '']);
    expect(await client.config('GET', 'appendonly')).toEqual(['appendonly', 'no']);
    expect(await client.config('GET', 'bind')).toEqual(['bind', '127.0.0.1']);
  });

  it('selects a database by URL', async () => {
    const server = await start({ databases: 40 });
    const client = await connect(server.urlFor(39));
    expect(await client.client('INFO')).toContain('db=39');
  });

  it('asks for the password, which its URL carries', async () => {
    const requirepass = String.raw`p@ss "w\rd" #1`;
    const server = await start({ requirepass });
    expect(await (await connect(server.url)).ping()).toBe('PONG');
    const anonymous = await connect(`redis://127.0.0.1:${server.port}`, {
      protocol: 2,
      enableReadyCheck: false,
    });
    await expect(anonymous.ping()).rejects.toThrow('NOAUTH');
  });

  it('knows ACL users', async () => {
    const server = await start({ users: ['default off', 'acme on >secret ~{acme}:* +@all'] });
    const client = await connect(`redis://acme:secret@127.0.0.1:${server.port}`);
    expect(await client.set('{acme}:a', '1')).toBe('OK');
    await expect(client.set('{globex}:a', '1')).rejects.toThrow('NOPERM');
  });

  it('listens on a fixed port and applies further lines of redis.conf', async () => {
    const { port } = await start();
    await open.pop()?.close();
    const server = await start({ port, config: ['maxmemory 7mb'] });
    expect(server.port).toBe(port);
    expect(await (await connect(server.url)).config('GET', 'maxmemory')).toEqual(['maxmemory', '7340032']);
  });

  it('reports what the server wrote when it ends while starting', async () => {
    const failing = startRedis({ config: ['no-such-directive yes'] });
    await expect(failing).rejects.toBeInstanceOf(RedisStartError);
    await expect(failing).rejects.toThrow('no-such-directive');
  });

  it('does not take another program on its fixed port for its server', async () => {
    const other = createServer((socket) => socket.end('+PONG\r\n')).listen(0, '127.0.0.1');
    open.push(other);
    await waitUntil(() => other.listening);
    await expect(startRedis({ port: boundPort(other) })).rejects.toThrow('Address already in use');
  });
});

describe('RedisServer', () => {
  it('leaves no process and no folder after stop', async () => {
    const server = await startRedis();
    const { pid = 0, folder } = server;
    expect(await readdir(folder)).toContain('redis.conf');
    await Promise.all([server.stop(), server.stop()]);
    expect(server.pid).toBeUndefined();
    expect(() => process.kill(pid, 0)).toThrow('ESRCH');
    await expect(access(folder)).rejects.toThrow('ENOENT');
  });

  it('keeps what the append-only file has over kill and restart', async () => {
    const server = await start({ appendonly: true, appendfsync: 'always' });
    const client = await connect(server.url);
    await client.set('kept', 'yes');
    await server.kill();
    expect(server.pid).toBeUndefined();
    await server.restart();
    const again = await connect(server.url);
    await waitUntil(async () => (await again.get('kept')) === 'yes', { what: 'the data is loaded' });
  });

  it('forgets everything over a restart without persistence', async () => {
    const server = await start();
    await (await connect(server.url)).set('kept', 'no');
    await server.restart();
    expect(await (await connect(server.url)).exists('kept')).toBe(0);
  });

  it('says nothing while it is paused, and answers what it was asked after resume', async () => {
    const server = await start();
    const client = await connect(server.url);
    server.pause();
    let answered = false;
    const ping = client.ping().finally(() => (answered = true));
    const waiting = waitUntil(() => answered, { timeoutMs: 300, what: 'a paused server answers' });
    await expect(waiting).rejects.toThrow('a paused server answers');
    server.resume();
    expect(await ping).toBe('PONG');
  });

  it.each(['kill', 'restart', 'stop'] as const)('can %s while it is paused', async (action) => {
    const server = await start();
    server.pause();
    await server[action]();
    expect(server.pid === undefined).toBe(action !== 'restart');
  });

  it('does not come back after stop', async () => {
    const server = await start();
    await server.stop();
    await expect(server.restart()).rejects.toThrow('was stopped');
  });
});
