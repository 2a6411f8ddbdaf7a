import type { LoggerService } from '@nestjs/common';
import { startRedis, waitUntil, type RedisServer } from '@tenantry/redis-testing';
import { resolveConfig } from '../../../../libs/redis/src/config/resolve-config.js';
import { PoolUnavailableError } from '../../../../libs/redis/src/connections/connectivity.errors.js';
import { RedisConnectionManager } from '../../../../libs/redis/src/connections/redis-connection.manager.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { OUTAGES } from '../../../support/own-server.js';

describe.each(Object.keys(OUTAGES) as (keyof typeof OUTAGES)[])(
  'a pool that the application starts without, its server %s',
  (outage) => {
    let server: RedisServer;
    let manager: RedisConnectionManager;
    let lines: string[];

    beforeEach(async () => {
      server = await startRedis();
      await OUTAGES[outage](server);
      lines = [];
      const record =
        (level: string) =>
        (message: unknown): void =>
          void lines.push(`${level} ${String(message)}`);
      const logger: LoggerService = { log: record('log'), warn: record('warn'), error: record('error') };
      const config = resolveConfig({
        env: false,
        url: server.url,
        defaults: { onStartup: 'degraded', commandTimeoutMs: 500, connectTimeoutMs: 500 },
      });
      manager = new RedisConnectionManager(config, logger);
    });
    afterEach(async () => {
      await manager.close();
      await server.stop();
    });

    async function heal(): Promise<void> {
      if (server.pid === undefined) await server.restart();
      else server.resume();
    }

    it('does not keep it from starting, and is named in the log', async () => {
      const before = performance.now();
      await manager.connect();
      expect(performance.now() - before).toBeLessThan(1_500);
      expect(lines.filter((line) => line.includes('runs without pool "user"'))).toEqual([
        expect.stringMatching(
          /^warn The application runs without pool "user": cannot connect to 127\.0\.0\.1:\d+: /,
        ),
      ]);
    });

    it('refuses commands at once', async () => {
      await manager.connect();
      const client = manager.client('user');
      const before = performance.now();
      const calls = await Promise.allSettled([
        ...Array.from({ length: 100 }, async () => client.incr('counter')),
        client
          .pipeline()
          .incr('counter')
          .exec()
          .then((results) => Promise.reject(results?.[0]?.[0])),
        client.multi().incr('counter').exec(),
        manager.pipeline('user', (batch) => batch.incr('counter')),
      ]);
      expect(performance.now() - before).toBeLessThan(200);
      for (const call of calls.slice(0, -1)) {
        expect(call).toMatchObject({ reason: expect.any(PoolUnavailableError) });
      }
      expect(calls.at(-1)).toMatchObject({ status: 'rejected' });
      await heal();
      await manager.whenConnected('user');
      expect(await client.exists('counter')).toBe(0);
    });

    it('works as soon as its server does', async () => {
      await manager.connect();
      const client = manager.client('user');
      // As a test of its own would: it must be decided anew.
      client.scriptShebang = false;
      const received: string[] = [];
      const subscriber = manager.subscriber('pubsub');
      subscriber.on('message', (_channel, message) => received.push(message));
      await expect(subscriber.subscribe('channel')).rejects.toThrow(/pubsub/);
      await heal();
      await Promise.all(manager.aliases().map(async (alias) => manager.whenConnected(alias)));
      await waitUntil(async () => (await client.set('key', '1').catch(() => '')) === 'OK');
      expect(client.scriptShebang).toBe(true);
      expect(lines.filter((line) => /^log Pool "user" is connected, \d+ ms/.test(line))).toHaveLength(1);
      await waitUntil(async () =>
        subscriber.subscribe('channel').then(
          () => true,
          () => false,
        ),
      );
      await waitUntil(async () => {
        await manager
          .client('default')
          .publish('channel', 'hello')
          .catch(() => 0);
        return received.includes('hello');
      });
    });
  },
);
