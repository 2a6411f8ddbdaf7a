import { describe, expect, it } from 'vitest';
import { EventStream, type StreamEvent } from './event-stream.js';
import { HOSTILE_IDS, REFUSED_IDS, startApp } from './running-app.js';
import { useThreadStreams, type ToldMessage } from './thread-streams.js';

const textsOf = (events: readonly StreamEvent[]): string[] =>
  events.map(({ data }) => (data as ToldMessage).message.content);

const timersRunning = (): number =>
  process.getActiveResourcesInfo().filter((resource) => resource === 'Timeout').length;

describe('the stream of a thread', () => {
  const streams = useThreadStreams();

  describe('of one tenant', () => {
    it.each([...HOSTILE_IDS, 'shared'])('tells nothing of the thread %j of another', async (id) => {
      const [ofAcme, ofGlobex] = await Promise.all([
        streams.of.follow(id),
        streams.of.follow(id, { tenant: streams.of.running.globex }),
      ]);
      const thread_id = decodeURIComponent(id);
      const body = { message: 'check a@example.com', thread_id };
      await streams.of.acme('POST', '/chat', { body: { ...body, followUpSeconds: 0.05 } });
      await ofAcme.reaches('message', 5);
      await ofAcme.reaches('trigger', 1);
      await streams.of.globex('POST', '/genie', { body: { message: 'of globex', thread_id } });
      expect(textsOf(await ofGlobex.reaches('message', 2))[0]).toBe('of globex');
      expect(ofGlobex.events.map(({ type }) => type)).toEqual(['ready', 'message', 'message']);
      expect(ofAcme.of('message')).toHaveLength(5);
      // Nor is it read with the event id of another tenant.
      const resumed = await streams.of.follow(id, {
        tenant: streams.of.running.globex,
        lastEventId: ofAcme.of('message')[0]?.id ?? '',
      });
      expect(textsOf(await resumed.reaches('message', 2))[0]).toBe('of globex');
    });

    it('needs a tenant', async () => {
      const stream = await EventStream.open(`${streams.of.running.url}/threads/t/events`);
      expect(stream).toMatchObject({ status: 401 });
    });
  });

  describe('whose client goes', () => {
    it('listens no more, whenever it goes', async () => {
      const before = process.getActiveResourcesInfo().length;
      for (let round = 0; round < 5; round += 1) {
        const opened = await Promise.all(
          Array.from({ length: 20 }, async (_unused, at) => streams.of.open(`leaving-${at % 4}`)),
        );
        // Some at once, some while they listen, some after a message.
        for (const stream of opened.slice(0, 7)) stream.close();
        await Promise.all(opened.slice(7).map(async (stream) => stream.reaches('ready', 1)));
        expect(await streams.of.listened()).not.toEqual([]);
        for (const stream of opened.slice(7, 14)) stream.close();
        await streams.of.acme('POST', '/genie', {
          body: { message: 'x', thread_id: `leaving-${round % 4}` },
        });
        for (const stream of opened.slice(14)) stream.close();
        await expect.poll(async () => streams.of.listened()).toEqual([]);
        const name = `${streams.of.running.acme}:channel:thread:leaving-0`;
        expect(await streams.of.redis.call('PUBSUB', 'NUMSUB', name)).toEqual([name, 0]);
      }
      await expect.poll(() => streams.of.openStreams).toBe(0);
      // Timers of heartbeats and sockets would show here; idle sockets of other requests may.
      await expect.poll(() => process.getActiveResourcesInfo().length).toBeLessThanOrEqual(before + 4);
    });

    it('listens no more where the client resets the connection before the answer', async () => {
      await Promise.all(
        Array.from({ length: 30 }, async () => {
          const abort = new AbortController();
          const headers = { 'x-api-key': `key-of-${streams.of.running.acme}` };
          const answer = fetch(`${streams.of.running.url}/threads/hasty/events`, {
            headers,
            signal: abort.signal,
          });
          setTimeout(() => abort.abort(), Math.random() * 20);
          await answer.then(async (response) => response.text()).catch(() => undefined);
        }),
      );
      await expect.poll(() => streams.of.openStreams).toBe(0);
      await expect.poll(async () => streams.of.listened()).toEqual([]);
    });
  });

  it.each(REFUSED_IDS)('is not opened for $why', async ({ id }) => {
    const stream = await streams.of.open(id);
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
    const stream = await streams.of.open('t', {
      query,
      ...(lastEventId === undefined ? {} : { lastEventId }),
    });
    expect(stream.status).toBe(400);
  });

  it('tells without waiting for a heartbeat', async () => {
    const own = await startApp();
    const call = own.as(own.acme);
    const path = '/redis/agent-state/prompt';
    const headers = { 'x-api-key': `key-of-${own.acme}` };
    await call('POST', '/genie', { body: { message: 'before', thread_id: 'prompt' } });
    const stream = await EventStream.open(`${own.url}/threads/prompt/events?messages=2`, { headers });
    try {
      await stream.reaches('message', 2);
      await call('POST', '/genie', { body: { message: 'now', thread_id: 'prompt' } });
      await stream.reaches('message', 4);
      await call('POST', `${path}/messages`, { body: { type: 'human', content: 'x' } });
      await stream.reaches('message', 5);
      const timers = timersRunning();
      for (let at = 0; at < 20; at += 1) {
        await call('POST', '/genie', { body: { message: `${at}`, thread_id: 'prompt' } });
      }
      await stream.reaches('message', 45);
      // The one of the next heartbeat, not one for each message.
      expect(timersRunning()).toBeLessThan(timers + 10);
      await call('DELETE', path);
      await stream.reaches('deleted', 1);
      expect(stream.comments).toEqual([]);
    } finally {
      stream.close();
      await own.close();
    }
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
