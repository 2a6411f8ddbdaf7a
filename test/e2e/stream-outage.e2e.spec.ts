import { startRedis, type RedisServer } from '@tenantry/redis-testing';
import { Redis } from 'ioredis';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EventStream } from './event-stream.js';
import { startApp, type Caller, type RunningApp } from './running-app.js';
import type { ToldMessage } from './thread-streams.js';

const SETTINGS = { STREAM_HEARTBEAT_SECONDS: '0.2', REDIS_COMMAND_TIMEOUT_MS: '300' };

describe('the stream of a thread, when Redis fails', () => {
  let server: RedisServer;
  let running: RunningApp;
  let acme: Caller;
  let stream: EventStream;

  beforeEach(async () => {
    server = await startRedis();
    Object.assign(process.env, SETTINGS);
    try {
      running = await startApp({ redisUrl: server.url });
    } finally {
      for (const name of Object.keys(SETTINGS)) delete process.env[name];
    }
    acme = running.as(running.acme);
    stream = await EventStream.open(`${running.url}/threads/t/events`, {
      headers: { 'x-api-key': `key-of-${running.acme}` },
    });
    await stream.reaches('ready', 1);
    await say('before');
    await stream.reaches('message', 2);
  });

  afterEach(async () => {
    stream.close();
    await running.close();
    await server.stop();
  });

  const say = async (message: string): Promise<number> =>
    (await acme('POST', '/genie', { body: { message, thread_id: 't' } })).status;

  const toldTexts = (): string[] =>
    stream.of('message').map(({ data }) => (data as ToldMessage).message.content);

  it('goes on where it was after the server hung', async () => {
    server.pause();
    try {
      expect(await say('lost')).toBeGreaterThanOrEqual(500);
      await expect.poll(() => stream.comments, { timeout: 10_000 }).toContain('waiting for the store');
    } finally {
      server.resume();
    }
    await expect.poll(async () => say('after'), { timeout: 10_000 }).toBe(200);
    await expect
      .poll(toldTexts, { timeout: 10_000 })
      .toContain('You said: "after" (message 2 of those I remember)');
    expect(stream.ended).toBe(false);
    expect(stream.of('message').map(({ data }) => (data as ToldMessage).index)).toEqual(
      stream.of('message').map((_event, at) => at),
    );
  });

  it('misses nothing while its connection is cut again and again', async () => {
    const redis = new Redis(server.url);
    try {
      for (let at = 0; at < 10; at += 1) {
        await redis.call('CLIENT', 'KILL', 'TYPE', 'pubsub');
        expect(await say(`cut ${at}`)).toBe(200);
      }
    } finally {
      redis.disconnect();
    }
    await stream.reaches('message', 22);
    expect(toldTexts().filter((text) => text.startsWith('cut'))).toEqual(
      Array.from({ length: 10 }, (_unused, at) => `cut ${at}`),
    );
  });

  it('says that the thread is gone when the data is, and tells of what comes in its place', async () => {
    await server.kill();
    await expect.poll(() => stream.comments, { timeout: 10_000 }).toContain('waiting for the store');
    await server.restart();
    await stream.reaches('deleted', 1);
    await expect.poll(async () => say('anew'), { timeout: 10_000 }).toBe(200);
    await stream.reaches('message', 4);
    expect(toldTexts()[2]).toBe('anew');
  });
});
