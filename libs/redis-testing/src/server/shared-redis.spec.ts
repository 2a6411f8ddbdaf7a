import { describe, expect, it } from 'vitest';
import { freePort } from './free-port.js';
import { sharedRedis } from './shared-redis.js';
import { startRedis } from './start-redis.js';

const silent = (): void => undefined;

describe('sharedRedis', () => {
  it('uses the server that REDIS_TEST_URL names, and leaves it running', async () => {
    const server = await startRedis();
    try {
      const lines: string[] = [];
      const shared = await sharedRedis({ REDIS_TEST_URL: server.urlFor(3) }, (line) => lines.push(line));
      expect(shared.url).toBe(server.urlFor(3));
      expect(lines).toEqual([`REDIS_TEST_URL: using the server at 127.0.0.1:${server.port}`]);
      await shared.stop();
      expect(server.pid).toBeDefined();
    } finally {
      await server.stop();
    }
  });

  it('refuses a server that does not answer, without showing its password', async () => {
    const port = await freePort();
    const message = await sharedRedis({ REDIS_TEST_URL: `redis://:secret@127.0.0.1:${port}` }, silent).catch(
      (error: Error) => error.message,
    );
    expect(message).toContain(`127.0.0.1:${port} that does not answer`);
    expect(message).not.toContain('secret');
  });

  it('starts a server of its own where the variable is not set, and never reads REDIS_URL', async () => {
    const shared = await sharedRedis({ REDIS_URL: 'redis://127.0.0.1:1' }, silent);
    expect(shared.url).not.toBe('redis://127.0.0.1:1');
    await shared.stop();
  });
});
