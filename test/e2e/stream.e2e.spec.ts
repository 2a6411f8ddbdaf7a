import { AgentTenants } from '@tenantry/agent';
import { RedisTenants } from '@tenantry/redis';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { OpenStreams } from '../../src/streams/open-streams.js';
import { EventStream, type StreamEvent } from './event-stream.js';
import { HOSTILE_IDS, REFUSED_IDS, startApp, type Caller, type RunningApp } from './running-app.js';

const HEARTBEAT_SECONDS = 0.2;

interface Told {
  readonly index: number;
  readonly message: { readonly type: string; readonly content: string };
}

const textsOf = (events: readonly StreamEvent[]): string[] =>
  events.map(({ data }) => (data as Told).message.content);

const indexesOf = (events: readonly StreamEvent[]): number[] =>
  events.map(({ data }) => (data as Told).index);

describe('the stream of a thread', () => {
  let running: RunningApp;
  let acme: Caller;
  let globex: Caller;
  let redis: Redis;
  const streams: EventStream[] = [];

  beforeAll(async () => {
    process.env['STREAM_HEARTBEAT_SECONDS'] = String(HEARTBEAT_SECONDS);
    try {
      running = await startApp();
    } finally {
      delete process.env['STREAM_HEARTBEAT_SECONDS'];
    }
    acme = running.as(running.acme, 'alice');
    globex = running.as(running.globex, 'alice');
    redis = new Redis(inject('redisUrl'));
  });

  afterEach(async () => {
    for (const stream of streams.splice(0)) stream.close();
    await expect.poll(() => running.app.get(OpenStreams).size).toBe(0);
    await expect.poll(listened).toEqual([]);
  });

  afterAll(async () => {
    redis.disconnect();
    await running.close();
  });

  /** The channels of threads that anybody listens to on the server. */
  async function listened(): Promise<string[]> {
    const channels = await Promise.all(
      [running.acme, running.globex].map(async (tenant) =>
        redis.call('PUBSUB', 'CHANNELS', `${tenant}:channel:thread*`),
      ),
    );
    return channels.flat() as string[];
  }

  async function open(
    threadId: string,
    {
      tenant = running.acme,
      query = '',
      lastEventId,
    }: { tenant?: string; query?: string; lastEventId?: string } = {},
  ): Promise<EventStream> {
    const stream = await EventStream.open(`${running.url}/threads/${threadId}/events${query}`, {
      headers: {
        'x-api-key': `key-of-${tenant}`,
        ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }),
      },
    });
    streams.push(stream);
    return stream;
  }

  /** A stream that listens already. */
  async function follow(threadId: string, options?: Parameters<typeof open>[1]): Promise<EventStream> {
    const stream = await open(threadId, options);
    await stream.reaches('ready', 1);
    return stream;
  }

  const add = async (threadId: string, content: string, call = acme): Promise<void> => {
    const body = { type: 'human', content };
    const answer = await call('POST', `/redis/agent-state/${threadId}/messages`, { body });
    expect(answer.status).toBe(201);
  };
  const create = async (threadId: string, contents: readonly string[] = [], call = acme): Promise<void> => {
    const messages = contents.map((content) => ({ type: 'human', content }));
    const answer = await call('POST', '/redis/agent-state', { body: { threadId, messages } });
    expect(answer.status).toBe(201);
  };

  it('tells each message once and in order, from a thread that does not exist yet on', async () => {
    const stream = await follow('new');
    expect(stream).toMatchObject({ status: 200, contentType: 'text/event-stream' });
    await acme('POST', '/genie', { body: { message: 'one', thread_id: 'new' } });
    await acme('POST', '/genie', { body: { message: 'two', thread_id: 'new' } });
    const told = await stream.reaches('message', 4);
    expect(indexesOf(told)).toEqual([0, 1, 2, 3]);
    expect(told.map(({ data }) => (data as Told).message.type)).toEqual(['human', 'ai', 'human', 'ai']);
    expect(new Set(told.map(({ id }) => id)).size).toBe(4);
  });

  it('loses and repeats none of the messages of many at the same time, for many followers', async () => {
    const followers = await Promise.all(Array.from({ length: 10 }, async () => follow('busy')));
    await Promise.all(
      Array.from({ length: 40 }, async (_unused, at) =>
        acme('POST', '/genie', { body: { message: `m${at}`, thread_id: 'busy' } }),
      ),
    );
    for (const follower of followers) {
      const told = await follower.reaches('message', 80);
      expect(indexesOf(told)).toEqual(Array.from({ length: 80 }, (_unused, at) => at));
    }
    expect(await listened()).toEqual([`${running.acme}:channel:thread:busy`]);
  });

  it('tells of tools and triggers while they happen', async () => {
    const stream = await follow('eventful');
    const { body } = await acme('POST', '/chat', {
      body: { message: 'Check a@example.com', thread_id: 'eventful', followUpSeconds: 0.2 },
    });
    const { followUpAt } = body as { followUpAt: string };
    const [tool] = await stream.reaches('tool', 1);
    expect(tool?.data).toEqual({
      tool: 'email_validator',
      toolCallId: expect.any(String),
      status: 'success',
      durationMs: expect.any(Number),
    });
    const [trigger] = await stream.reaches('trigger', 1);
    expect(trigger?.data).toEqual({
      action: 'thread_follow_up',
      dueAt: followUpAt,
      firedAt: expect.any(String),
      attempt: 1,
    });
    const told = await stream.reaches('message', 5);
    expect(told.map(({ data }) => (data as Told).message.type)).toEqual(['human', 'ai', 'tool', 'ai', 'ai']);
    // They do not disturb the place that a client comes back to.
    expect(tool?.id).toBe(told[0]?.id);
  });

  it('may begin with the last messages', async () => {
    await create('begun', ['a', 'b', 'c']);
    const stream = await follow('begun', { query: '?messages=2' });
    await add('begun', 'd');
    expect(textsOf(await stream.reaches('message', 3))).toEqual(['b', 'c', 'd']);
    const later = await follow('begun');
    await add('begun', 'e');
    expect(textsOf(await later.reaches('message', 1))).toEqual(['e']);
  });

  it.each(['header', 'query'])('goes on after the event that a client saw last (%s)', async (place) => {
    const threadId = `resumed-${place}`;
    await create(threadId, ['a']);
    const first = await follow(threadId);
    await add(threadId, 'b');
    const [last] = await first.reaches('message', 1);
    first.close();
    for (const content of ['c', 'd', 'e']) await add(threadId, content);
    const id = last?.id ?? '';
    const second = await follow(
      threadId,
      place === 'header' ? { lastEventId: id } : { query: `?lastEventId=${id}` },
    );
    await add(threadId, 'f');
    expect(textsOf(await second.reaches('message', 4))).toEqual(['c', 'd', 'e', 'f']);
    // The first event has an id, too: a client that has seen no message misses none either.
    const third = await follow(threadId, { lastEventId: second.of('ready')[0]?.id ?? '' });
    expect(textsOf(await third.reaches('message', 4))).toEqual(['c', 'd', 'e', 'f']);
  });

  it('says that the thread is another one', async () => {
    await create('again', ['a', 'b']);
    const first = await follow('again', { query: '?messages=2' });
    const [, last] = await first.reaches('message', 2);
    await acme('DELETE', '/redis/agent-state/again');
    await first.reaches('deleted', 1);
    await create('again', ['x']);
    expect(textsOf(await first.reaches('message', 3))).toEqual(['a', 'b', 'x']);
    expect(first.of('reset')).toEqual([]);
    const second = await follow('again', { lastEventId: last?.id ?? '' });
    await second.reaches('reset', 1);
    expect(textsOf(await second.reaches('message', 1))).toEqual(['x']);
    expect(second.events.map(({ type }) => type)).toEqual(['ready', 'reset', 'message']);
  });

  it('says that the messages were replaced', async () => {
    await create('replaced', ['a', 'b', 'c']);
    const stream = await follow('replaced', { query: '?messages=3' });
    await stream.reaches('message', 3);
    const messages = [{ type: 'human', content: 'new' }];
    await acme('PUT', '/redis/agent-state/replaced', { body: { messages } });
    await stream.reaches('reset', 1);
    expect(textsOf(await stream.reaches('message', 4))).toEqual(['a', 'b', 'c', 'new']);
  });

  it('says how many messages it does not catch up on', async () => {
    const { states } = running.app.get(AgentTenants).for(running.acme);
    const first = await follow('long');
    const messages = Array.from({ length: 1_500 }, (_unused, at) => ({
      type: 'human' as const,
      content: `${at}`,
    }));
    await states.create('long', { messages });
    await first.reaches('message', 1_000);
    const [gap] = first.of('gap');
    expect(gap?.data).toEqual({ missed: 500 });
    expect(indexesOf(first.of('message'))).toEqual(Array.from({ length: 1_000 }, (_unused, at) => 500 + at));
  });

  it('sees within a heartbeat what was written by somebody who told nobody', async () => {
    const { states } = running.app.get(AgentTenants).for(running.acme);
    const stream = await follow('untold');
    await states.addMessage('untold', { type: 'human', content: 'quiet' }, { createIfMissing: true });
    expect(textsOf(await stream.reaches('message', 1))).toEqual(['quiet']);
    await states.delete('untold');
    await stream.reaches('deleted', 1);
  });

  it('sends heartbeats, as comments', async () => {
    const stream = await follow('silent');
    await expect
      .poll(() => stream.comments.filter((comment) => comment === 'heartbeat').length)
      .toBeGreaterThan(2);
    expect(stream.events.map(({ type }) => type)).toEqual(['ready']);
  });

  it('is not disturbed by messages in its channel that are none of its own', async () => {
    const stream = await follow('noisy');
    const { publisher } = running.app.get(RedisTenants).for(running.acme);
    for (const noise of [
      null,
      7,
      'text',
      [],
      { type: 'message', data: 1 },
      { type: 'tool' },
      { type: 'changed', messages: 'x' },
    ]) {
      await publisher.publish('thread:noisy', noise);
    }
    await acme('POST', '/genie', { body: { message: 'heard', thread_id: 'noisy' } });
    expect(textsOf(await stream.reaches('message', 2))[0]).toBe('heard');
    expect(new Set(stream.events.map(({ type }) => type))).toEqual(new Set(['ready', 'message']));
  });

  describe('of one tenant', () => {
    it.each([...HOSTILE_IDS, 'shared'])('tells nothing of the thread %j of another', async (id) => {
      const [ofAcme, ofGlobex] = await Promise.all([follow(id), follow(id, { tenant: running.globex })]);
      const thread_id = decodeURIComponent(id);
      const body = { message: 'check a@example.com', thread_id };
      await acme('POST', '/chat', { body: { ...body, followUpSeconds: 0.05 } });
      await ofAcme.reaches('message', 5);
      await ofAcme.reaches('trigger', 1);
      await globex('POST', '/genie', { body: { message: 'of globex', thread_id } });
      expect(textsOf(await ofGlobex.reaches('message', 2))[0]).toBe('of globex');
      expect(ofGlobex.events.map(({ type }) => type)).toEqual(['ready', 'message', 'message']);
      expect(ofAcme.of('message')).toHaveLength(5);
      // Nor is it read with the event id of another tenant.
      const resumed = await follow(id, {
        tenant: running.globex,
        lastEventId: ofAcme.of('message')[0]?.id ?? '',
      });
      expect(textsOf(await resumed.reaches('message', 2))[0]).toBe('of globex');
    });

    it('needs a tenant', async () => {
      const stream = await EventStream.open(`${running.url}/threads/t/events`);
      expect(stream).toMatchObject({ status: 401 });
    });
  });

  describe('whose client goes', () => {
    it('listens no more, whenever it goes', async () => {
      const before = process.getActiveResourcesInfo().length;
      for (let round = 0; round < 5; round += 1) {
        const opened = await Promise.all(
          Array.from({ length: 20 }, async (_unused, at) => open(`leaving-${at % 4}`)),
        );
        // Some at once, some while they listen, some after a message.
        for (const stream of opened.slice(0, 7)) stream.close();
        await Promise.all(opened.slice(7).map(async (stream) => stream.reaches('ready', 1)));
        expect(await listened()).not.toEqual([]);
        for (const stream of opened.slice(7, 14)) stream.close();
        await acme('POST', '/genie', { body: { message: 'x', thread_id: `leaving-${round % 4}` } });
        for (const stream of opened.slice(14)) stream.close();
        await expect.poll(listened).toEqual([]);
        const name = `${running.acme}:channel:thread:leaving-0`;
        expect(await redis.call('PUBSUB', 'NUMSUB', name)).toEqual([name, 0]);
      }
      await expect.poll(() => running.app.get(OpenStreams).size).toBe(0);
      // Timers of heartbeats and sockets would show here; idle sockets of other requests may.
      await expect.poll(() => process.getActiveResourcesInfo().length).toBeLessThanOrEqual(before + 4);
    });

    it('listens no more where the client resets the connection before the answer', async () => {
      await Promise.all(
        Array.from({ length: 30 }, async () => {
          const abort = new AbortController();
          const headers = { 'x-api-key': `key-of-${running.acme}` };
          const answer = fetch(`${running.url}/threads/hasty/events`, { headers, signal: abort.signal });
          setTimeout(() => abort.abort(), Math.random() * 20);
          await answer.then(async (response) => response.text()).catch(() => undefined);
        }),
      );
      await expect.poll(() => running.app.get(OpenStreams).size).toBe(0);
      await expect.poll(listened).toEqual([]);
    });
  });

  it.each(REFUSED_IDS)('is not opened for $why', async ({ id }) => {
    const stream = await open(id);
    expect(stream.status).toBe(400);
    expect(stream.contentType).toContain('application/json');
  });

  it.each([
    ['?messages=-1', undefined],
    ['?messages=1001', undefined],
    ['?messages=x', undefined],
    ['?tenant=globex', undefined],
    ['?lastEventId=x', undefined],
    ['?lastEventId=1-2-3', undefined],
    ['', 'nonsense'],
    ['', '7'],
    ['', '-1-1'],
    ['', `1-${'9'.repeat(16)}`],
  ])('is not opened with %j and Last-Event-ID %j', async (query, lastEventId) => {
    const stream = await open('t', { query, ...(lastEventId === undefined ? {} : { lastEventId }) });
    expect(stream.status).toBe(400);
  });

  it('ends when the application stops, without holding it up', async () => {
    const own = await startApp();
    const headers = { 'x-api-key': `key-of-${own.acme}` };
    const opened = await Promise.all(
      Array.from({ length: 5 }, async () => EventStream.open(`${own.url}/threads/t/events`, { headers })),
    );
    await Promise.all(opened.map(async (stream) => stream.reaches('ready', 1)));
    const startedMs = performance.now();
    await own.close();
    expect(performance.now() - startedMs).toBeLessThan(5_000);
    await expect.poll(() => opened.every(({ ended }) => ended)).toBe(true);
  });
});
