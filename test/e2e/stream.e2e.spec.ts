import { AgentTenants } from '@tenantry/agent';
import { RedisTenants } from '@tenantry/redis';
import { describe, expect, it } from 'vitest';
import { ThreadReader } from '../../src/streams/thread-reader.js';
import type { StreamEvent } from './event-stream.js';
import { useThreadStreams, type ToldMessage } from './thread-streams.js';

const textsOf = (events: readonly StreamEvent[]): string[] =>
  events.map(({ data }) => (data as ToldMessage).message.content);

const indexesOf = (events: readonly StreamEvent[]): number[] =>
  events.map(({ data }) => (data as ToldMessage).index);

describe('the stream of a thread', () => {
  const streams = useThreadStreams();

  it('tells each message once and in order, from a thread that does not exist yet on', async () => {
    const stream = await streams.of.follow('new');
    expect(stream).toMatchObject({ status: 200, contentType: 'text/event-stream' });
    await streams.of.acme('POST', '/genie', { body: { message: 'one', thread_id: 'new' } });
    await streams.of.acme('POST', '/genie', { body: { message: 'two', thread_id: 'new' } });
    const told = await stream.reaches('message', 4);
    expect(indexesOf(told)).toEqual([0, 1, 2, 3]);
    expect(told.map(({ data }) => (data as ToldMessage).message.type)).toEqual([
      'human',
      'ai',
      'human',
      'ai',
    ]);
    expect(new Set(told.map(({ id }) => id)).size).toBe(4);
  });

  it('loses and repeats none of the messages of many at the same time, for many followers', async () => {
    const followers = await Promise.all(Array.from({ length: 10 }, async () => streams.of.follow('busy')));
    await Promise.all(
      Array.from({ length: 40 }, async (_unused, at) =>
        streams.of.acme('POST', '/genie', { body: { message: `m${at}`, thread_id: 'busy' } }),
      ),
    );
    for (const follower of followers) {
      const told = await follower.reaches('message', 80);
      expect(indexesOf(told)).toEqual(Array.from({ length: 80 }, (_unused, at) => at));
    }
    expect(await streams.of.listened()).toEqual([`${streams.of.running.acme}:channel:thread:busy`]);
  });

  it('tells of tools and triggers while they happen', async () => {
    const stream = await streams.of.follow('eventful');
    const { body } = await streams.of.acme('POST', '/chat', {
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
    expect(told.map(({ data }) => (data as ToldMessage).message.type)).toEqual([
      'human',
      'ai',
      'tool',
      'ai',
      'ai',
    ]);
    // They do not disturb the place that a client comes back to.
    expect(tool?.id).toBe(told[0]?.id);
  });

  it('may begin with the last messages', async () => {
    await streams.of.create('begun', ['a', 'b', 'c']);
    const stream = await streams.of.follow('begun', { query: '?messages=2' });
    await streams.of.add('begun', 'd');
    expect(textsOf(await stream.reaches('message', 3))).toEqual(['b', 'c', 'd']);
    const later = await streams.of.follow('begun');
    await streams.of.add('begun', 'e');
    expect(textsOf(await later.reaches('message', 1))).toEqual(['e']);
  });

  it.each(['header', 'query'])('goes on after the event that a client saw last (%s)', async (place) => {
    const threadId = `resumed-${place}`;
    await streams.of.create(threadId, ['a']);
    const first = await streams.of.follow(threadId);
    await streams.of.add(threadId, 'b');
    const [last] = await first.reaches('message', 1);
    first.close();
    for (const content of ['c', 'd', 'e']) await streams.of.add(threadId, content);
    const id = last?.id ?? '';
    const second = await streams.of.follow(
      threadId,
      place === 'header' ? { lastEventId: id } : { query: `?lastEventId=${id}` },
    );
    await streams.of.add(threadId, 'f');
    expect(textsOf(await second.reaches('message', 4))).toEqual(['c', 'd', 'e', 'f']);
    // The first event has an id, too: a client that has seen no message misses none either.
    const third = await streams.of.follow(threadId, { lastEventId: second.of('ready')[0]?.id ?? '' });
    expect(textsOf(await third.reaches('message', 4))).toEqual(['c', 'd', 'e', 'f']);
  });

  it('says that the thread is another one', async () => {
    await streams.of.create('again', ['a', 'b']);
    const first = await streams.of.follow('again', { query: '?messages=2' });
    const [, last] = await first.reaches('message', 2);
    await streams.of.acme('DELETE', '/redis/agent-state/again');
    await first.reaches('deleted', 1);
    // As many and more: only that it was created later tells it from the other.
    await streams.of.create('again', ['x', 'y', 'z']);
    expect(textsOf(await first.reaches('message', 5))).toEqual(['a', 'b', 'x', 'y', 'z']);
    expect(first.of('reset')).toEqual([]);
    const second = await streams.of.follow('again', { lastEventId: last?.id });
    await second.reaches('reset', 1);
    expect(textsOf(await second.reaches('message', 3))).toEqual(['x', 'y', 'z']);
    expect(second.events.map(({ type }) => type)).toEqual(['ready', 'reset', ...Array(3).fill('message')]);
  });

  it('tells what is there, whatever number of messages was announced', async () => {
    const { states } = streams.of.running.app.get(AgentTenants).for(streams.of.running.acme);
    await streams.of.create('announced wrongly', ['a', 'b', 'c']);
    const reader = new ThreadReader(states, 'announced wrongly');
    await reader.begin({});
    for (const announced of [0, 1, 4, 5, 100]) {
      expect(await reader.news(announced)).toEqual([]);
      await states.addMessage('announced wrongly', { type: 'human', content: `${announced}` });
      const [told, ...others] = await reader.news(announced);
      expect(told?.data).toContain(`"content":"${announced}"`);
      expect(others).toEqual([]);
    }
  });

  it('says that the messages were replaced', async () => {
    await streams.of.create('replaced', ['a', 'b', 'c']);
    const stream = await streams.of.follow('replaced', { query: '?messages=3' });
    await stream.reaches('message', 3);
    const messages = [{ type: 'human', content: 'new' }];
    await streams.of.acme('PUT', '/redis/agent-state/replaced', { body: { messages } });
    await stream.reaches('reset', 1);
    expect(textsOf(await stream.reaches('message', 4))).toEqual(['a', 'b', 'c', 'new']);
  });

  it('says how many messages it does not catch up on', async () => {
    const { states } = streams.of.running.app.get(AgentTenants).for(streams.of.running.acme);
    const first = await streams.of.follow('long');
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

  it('is told of what the agent-state API has written, and only of that', async () => {
    const { subscriber } = streams.of.running.app.get(RedisTenants).for(streams.of.running.acme);
    const subscription = subscriber.subscribe('thread:announced');
    await subscription.ready();
    const path = '/redis/agent-state/announced';
    await streams.of.create('announced', ['a']);
    await streams.of.add('announced', 'b');
    for (const [method, route, body] of [
      ['GET', path, undefined],
      ['PUT', `${path}/context`, { context: 1 }],
      ['PUT', `${path}/context`, 'refused'],
      ['PUT', `${path}/relevance`, { isRelevant: true }],
      ['PUT', path, {}],
      ['GET', `${path}/ttl`, undefined],
      ['DELETE', path, undefined],
      ['DELETE', path, undefined],
    ] as const) {
      await streams.of.acme(method, route, { body });
    }
    await expect.poll(() => subscription.queued).toBe(6);
    subscription.close();
  });

  it('sees within a heartbeat what was written by somebody who told nobody', async () => {
    const { states } = streams.of.running.app.get(AgentTenants).for(streams.of.running.acme);
    const stream = await streams.of.follow('untold');
    await states.addMessage('untold', { type: 'human', content: 'quiet' }, { createIfMissing: true });
    expect(textsOf(await stream.reaches('message', 1))).toEqual(['quiet']);
    await states.delete('untold');
    await stream.reaches('deleted', 1);
  });

  it('sends heartbeats, as comments', async () => {
    const stream = await streams.of.follow('silent');
    await expect
      .poll(() => stream.comments.filter((comment) => comment === 'heartbeat').length)
      .toBeGreaterThan(2);
    expect(stream.events.map(({ type }) => type)).toEqual(['ready']);
  });

  it('is not disturbed by messages in its channel that are none of its own', async () => {
    const stream = await streams.of.follow('noisy');
    const { publisher } = streams.of.running.app.get(RedisTenants).for(streams.of.running.acme);
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
    await streams.of.acme('POST', '/genie', { body: { message: 'heard', thread_id: 'noisy' } });
    expect(textsOf(await stream.reaches('message', 2))[0]).toBe('heard');
    expect(new Set(stream.events.map(({ type }) => type))).toEqual(new Set(['ready', 'message']));
  });
});
