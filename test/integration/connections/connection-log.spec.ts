import { createServer } from 'node:net';
import type { LoggerService } from '@nestjs/common';
import { FaultProxy, waitUntil } from '@tenantry/redis-testing';
import { resolveConfig } from '../../../libs/redis/src/config/resolve-config.js';
import { RedisConnectionManager } from '../../../libs/redis/src/connections/redis-connection.manager.js';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';

describe('the log of a pool', () => {
  let proxy: FaultProxy;
  let manager: RedisConnectionManager;
  let lines: string[];

  beforeEach(async () => {
    const { hostname, port } = new URL(inject('redisUrl'));
    proxy = new FaultProxy({ host: hostname, port: Number(port) });
    await proxy.listen();
    lines = [];
    const record =
      (level: string) =>
      (message: unknown, context: unknown): void =>
        void lines.push(`${level} ${String(context)} ${String(message)}`);
    const logger: LoggerService = { log: record('log'), warn: record('warn'), error: record('error') };
    const config = resolveConfig({ env: false, url: inject('redisUrl'), pools: { user: proxy.url } });
    manager = new RedisConnectionManager(config, logger);
    await manager.connect();
  });
  afterEach(async () => {
    await manager.close();
    await proxy.close();
  });

  it('has one line for each change, however many attempts it takes', async () => {
    proxy.refuse();
    proxy.cut();
    const { connections } = proxy.counters;
    await waitUntil(() => lines.length === 2);
    await new Promise((resolve) => setTimeout(resolve, 700));
    await proxy.heal();
    await waitUntil(() => lines.length > 2);
    expect(proxy.counters.connections).toBe(connections + 1);
    expect(lines).toEqual([
      expect.stringMatching(
        /^warn RedisConnectionManager Pool "user" lost its connection.*; reconnecting\.$/,
      ),
      expect.stringMatching(/^warn RedisConnectionManager Pool "user" cannot connect: connect ECONNREFUSED/),
      expect.stringMatching(/^log RedisConnectionManager Pool "user" is connected again after \d+ ms\.$/),
    ]);
  });

  it('has a line for each reason that calls for something else to be done', async () => {
    proxy.refuse();
    proxy.cut();
    await waitUntil(() => lines.length === 2);
    const other = createServer((socket) => socket.destroy()).listen(Number(new URL(proxy.url).port));
    try {
      await waitUntil(() => lines.length === 3);
    } finally {
      await new Promise((resolve) => other.close(resolve));
    }
    await proxy.heal();
    await waitUntil(() => lines.length > 3);
    expect(lines.slice(1)).toEqual([
      expect.stringMatching(/cannot connect: .*Is Redis running there\?$/),
      expect.stringMatching(/cannot connect: .*It hangs up/),
      expect.stringMatching(/is connected again/),
    ]);
  });

  it('says nothing about connections that are closed on purpose', async () => {
    await manager.close();
    expect(lines).toEqual([]);
  });
});
