import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { startApp, type Caller, type RunningApp } from './running-app.js';

const SILENCE_SECONDS = 0.4;

interface Conversation {
  readonly lastBatch?: { readonly messages: number; readonly text: string };
}

describe('messages', () => {
  let running: RunningApp;

  beforeAll(async () => {
    process.env['MESSAGE_SILENCE_SECONDS'] = String(SILENCE_SECONDS);
    try {
      running = await startApp();
    } finally {
      delete process.env['MESSAGE_SILENCE_SECONDS'];
    }
  });

  afterAll(async () => running.close());

  const lastBatchOf = async (user: Caller): Promise<Conversation['lastBatch']> =>
    ((await user('GET', '/conversation/state')).body as Conversation).lastBatch;

  it('wait for silence, then are processed all together', async () => {
    const alice = running.as(running.acme, 'alice:1');
    const texts = ['one', 'two', 'three'];
    const accepted = [];
    for (const text of texts) accepted.push((await alice('POST', '/messages', { body: { text } })).body);
    expect(accepted).toEqual(
      texts.map((_text, index) => ({ status: 'accepted', waiting: index + 1, dueAt: expect.any(String) })),
    );
    await expect.poll(async () => lastBatchOf(alice), { timeout: 10_000 }).toBeDefined();
    expect(await lastBatchOf(alice)).toMatchObject({ messages: 3, text: 'one\ntwo\nthree' });
    expect((await running.as(running.acme, 'bob')('GET', '/conversation/state')).status).toBe(404);
    expect((await running.as(running.globex, 'alice:1')('GET', '/conversation/state')).status).toBe(404);
    const next = await alice('POST', '/messages', { body: { text: 'four' } });
    expect(next).toMatchObject({ status: 202, body: { waiting: 1 } });
    await expect.poll(async () => (await lastBatchOf(alice))?.text, { timeout: 10_000 }).toBe('four');
  });

  it('leave nothing behind', async () => {
    const user = running.as(running.acme, 'tidy');
    await user('POST', '/messages', { body: { text: 'x' } });
    await expect.poll(async () => lastBatchOf(user), { timeout: 10_000 }).toBeDefined();
    const redis = new Redis(inject('redisUrl'), { db: 10 });
    try {
      await expect.poll(async () => redis.exists(`${running.acme}:batch:messages:tidy:summarize`)).toBe(0);
      await expect
        .poll(async () => redis.sismember('pending_batches:messages', running.acme), { timeout: 10_000 })
        .toBe(0);
    } finally {
      redis.disconnect();
    }
  });

  it('need a user and a text', async () => {
    expect((await running.as(running.acme)('POST', '/messages', { body: { text: 'x' } })).status).toBe(400);
    const user = running.as(running.acme, 'u1');
    for (const body of [{}, { text: '' }, { text: 7 }, { text: 'x'.repeat(10_001) }, { text: 'x', a: 1 }]) {
      expect((await user('POST', '/messages', { body })).status).toBe(400);
    }
  });
});
