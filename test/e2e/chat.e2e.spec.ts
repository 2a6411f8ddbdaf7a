import { AgentTenants } from '@tenantry/agent';
import { RedisTenants, type ExpiryEvent } from '@tenantry/redis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FollowUps } from '../../src/chat/follow-ups.js';
import { ThreadEvents } from '../../src/streams/thread-events.js';
import { messagesOf, say } from './chat-calls.js';
import { HOSTILE_IDS, startApp, type Caller, type RunningApp } from './running-app.js';

describe('conversations with the assistant', () => {
  let running: RunningApp;
  let acme: Caller;
  let globex: Caller;
  let alice: Caller;

  beforeAll(async () => {
    running = await startApp();
    acme = running.as(running.acme);
    globex = running.as(running.globex);
    alice = running.as(running.acme, 'alice');
  });

  afterAll(async () => running.close());

  describe('POST /genie', () => {
    it('answers, and goes on in the thread it names', async () => {
      const first = await say(acme, '/genie', { message: 'Hello' });
      expect(first).toEqual({
        response: 'You said: "Hello" (message 1 of those I remember)',
        thread_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      });
      const { thread_id } = first;
      const second = await say(acme, '/genie', { message: 'Again', thread_id });
      expect(second).toEqual({
        response: 'You said: "Again" (message 2 of those I remember)',
        thread_id,
      });
      const messages = await messagesOf(acme, thread_id);
      expect(messages.map(({ type, content }) => [type, content])).toEqual([
        ['human', 'Hello'],
        ['ai', first.response],
        ['human', 'Again'],
        ['ai', second.response],
      ]);
      expect(messages[3]?.metadata?.inReplyTo).toBe(messages[2]?.id);
    });

    it('begins a thread under an id that nobody has used', async () => {
      expect(await say(acme, '/genie', { message: 'x', threadId: 'chosen' })).toMatchObject({
        thread_id: 'chosen',
      });
      expect(await messagesOf(acme, 'chosen')).toHaveLength(2);
    });

    it.each(HOSTILE_IDS)('has a thread %j of each tenant', async (id) => {
      const thread_id = decodeURIComponent(id);
      await say(acme, '/genie', { message: 'of acme', thread_id });
      const answer = await say(globex, '/genie', { message: 'of globex', thread_id });
      expect(answer.response).toBe('You said: "of globex" (message 1 of those I remember)');
      expect((await messagesOf(acme, thread_id))[0]?.content).toBe('of acme');
      expect(await messagesOf(acme, thread_id)).toHaveLength(2);
    });

    it('loses no message of those that are said in one thread at the same time', async () => {
      const texts = Array.from({ length: 40 }, (_unused, index) => `message ${index}`);
      const answers = await Promise.all(
        texts.map(async (message) => say(acme, '/genie', { message, thread_id: 'crowded' })),
      );
      const messages = await messagesOf(acme, 'crowded');
      const said = messages.filter(({ type }) => type === 'human');
      expect(said.map(({ content }) => String(content)).toSorted()).toEqual(texts.toSorted());
      expect(messages).toHaveLength(2 * texts.length);
      for (const [at, text] of texts.entries()) {
        const question = said.find(({ content }) => content === text);
        const replies = messages.filter(({ metadata }) => metadata?.inReplyTo === question?.id);
        expect(replies.map(({ content }) => content)).toEqual([answers[at]?.response]);
        expect(answers[at]?.response).toContain(JSON.stringify(text));
      }
    });

    it('keeps any text as it was said', async () => {
      for (const message of ['{"a": 1}', '123', 'true', '[', 'a\0b', '\u2028', '😀'.repeat(100), ' ']) {
        const { thread_id } = await say(acme, '/genie', { message });
        expect((await messagesOf(acme, thread_id))[0]?.content).toBe(message);
      }
    });
  });

  describe('POST /chat', () => {
    it('shows the conversation in the shared state of its user', async () => {
      const { thread_id, response } = await say(alice, '/chat', { message: 'Hello' });
      expect((await alice('GET', '/conversation/state')).body).toEqual({
        last_message: 'Hello',
        last_response: response,
        thread_id,
      });
      expect((await running.as(running.acme, 'bob')('GET', '/conversation/state')).status).toBe(404);
      expect((await messagesOf(alice, thread_id))[0]).toMatchObject({ metadata: { userId: 'alice' } });
    });

    it('runs tools, for the user', async () => {
      const carol = running.as(running.acme, 'carol');
      const answer = await say(carol, '/chat', {
        message: 'Is carol@example.com valid? Remind me in 3 minutes.',
      });
      expect(answer).toMatchObject({
        response: 'Email carol@example.com is valid\nBatch scheduled for carol in 3 minutes',
        tools: [
          { tool: 'email_validator', status: 'success' },
          { tool: 'schedule_batch', status: 'success' },
        ],
        followUpAt: null,
      });
      const messages = await messagesOf(carol, answer.thread_id);
      expect(messages.map(({ type }) => type)).toEqual(['human', 'ai', 'tool', 'tool', 'ai']);
      const [, call, ...results] = messages;
      expect(call).toMatchObject({ toolCalls: [{ name: 'email_validator' }, { name: 'schedule_batch' }] });
      const ids = call?.toolCalls?.map(({ id }) => id) ?? [];
      expect(results.slice(0, 2)).toMatchObject(ids.map((toolCallId) => ({ toolCallId, status: 'success' })));
      expect((await carol('GET', '/conversation/states')).body).toEqual({
        states: ['conversation', 'tool_history', 'validation_results'],
      });
      expect((await acme('GET', '/schedule-work?action=process_message_batch')).body).toMatchObject({
        triggers: [{ identifier: 'carol' }],
      });
    });

    it('tells the model why a tool failed, and goes on', async () => {
      const dan = running.as(running.acme, 'dan');
      const email = `${'x'.repeat(400)}@example.com`;
      const answer = await say(dan, '/chat', { message: `Check ${email}` });
      expect(answer.tools).toEqual([{ tool: 'email_validator', status: 'error' }]);
      expect(answer.response).toContain('The input of tool "email_validator" is refused: email');
    });

    it('comes back to a silent conversation, once, and only to that', async () => {
      const body = { message: 'Wait for me', followUpSeconds: 0.3 };
      const before = Date.now();
      const { thread_id, followUpAt } = await say(alice, '/chat', body);
      expect(Date.parse(followUpAt ?? '')).toBeGreaterThan(before);
      await expect.poll(async () => (await messagesOf(alice, thread_id)).length).toBe(3);
      const [, , followUp] = await messagesOf(alice, thread_id);
      expect(followUp).toMatchObject({
        type: 'ai',
        id: `thread_follow_up:${Date.parse(followUpAt ?? '')}`,
        content: 'Is there anything else I can help you with?',
      });
      expect((await globex('GET', `/redis/agent-state/${thread_id}`)).status).toBe(404);
      // Scheduled for a thread that is gone by then: nothing comes, and nothing is left.
      const gone = await say(alice, '/chat', body);
      await alice('DELETE', `/redis/agent-state/${gone.thread_id}`);
      await expect
        .poll(async () => (await acme('GET', '/schedule-work?action=thread_follow_up')).body)
        .toEqual({ triggers: [], cursor: null });
      expect((await alice('GET', `/redis/agent-state/${gone.thread_id}`)).status).toBe(404);
      expect((await acme('GET', '/dead-letters')).body).toEqual({ letters: [], cursor: null });
    });

    it('comes back once, however often that is attempted', async () => {
      const thread_id = 'attempted';
      await say(acme, '/genie', { message: 'x', thread_id });
      const scope = running.app.get(RedisTenants).for(running.acme);
      const { states } = running.app.get(AgentTenants).for(running.acme);
      const followUps = new FollowUps(states, scope.triggers, new ThreadEvents(scope.publisher));
      const event: ExpiryEvent = {
        tenant: running.acme,
        action: 'thread_follow_up',
        identifier: thread_id,
        key: 'k',
        pool: 'expiry',
        payload: null,
        dueAt: new Date(),
        firedAt: new Date(),
        attempt: 1,
        runId: 'k:1:1',
        signal: new AbortController().signal,
      };
      // Those at the same moment are refused rather than written twice; a trigger comes again then.
      await Promise.allSettled([1, 2, 3].map(async (attempt) => followUps.follow({ ...event, attempt })));
      await followUps.follow({ ...event, attempt: 4 });
      expect((await messagesOf(acme, thread_id)).map(({ type }) => type)).toEqual(['human', 'ai', 'ai']);
      await followUps.follow({ ...event, dueAt: new Date(event.dueAt.getTime() + 1) });
      expect(await messagesOf(acme, thread_id)).toHaveLength(4);
    });

    it('moves the follow-up with each message that asks for it', async () => {
      const first = await say(alice, '/chat', { message: '1', followUpSeconds: 600 });
      const { thread_id } = first;
      const second = await say(alice, '/chat', { message: '2', followUpSeconds: 900, thread_id });
      expect(Date.parse(second.followUpAt ?? '')).toBeGreaterThan(Date.parse(first.followUpAt ?? ''));
      expect((await acme('GET', '/schedule-work?action=thread_follow_up')).body).toMatchObject({
        triggers: [{ identifier: thread_id, dueAt: second.followUpAt }],
      });
    });
  });

  it.each([
    ['nobody', undefined, undefined, 401],
    ['no user', 'acme', undefined, 400],
    ['an empty user', 'acme', '', 400],
    ['a user id of 10 kB', 'acme', 'x'.repeat(10_000), 400],
  ] as const)('POST /chat is not for %s', async (_who, tenant, userId, status) => {
    const call = running.as(tenant === undefined ? undefined : running.acme, userId);
    expect((await call('POST', '/chat', { body: { message: 'x', thread_id: 'refused' } })).status).toBe(
      status,
    );
    expect((await acme('GET', '/redis/agent-state/refused')).status).toBe(404);
  });

  it('POST /genie needs a tenant', async () => {
    expect((await running.as(undefined)('POST', '/genie', { body: { message: 'x' } })).status).toBe(401);
  });

  it.each([
    ['nothing', undefined, 'message'],
    ['a list', [], 'message'],
    ['no message', {}, 'message'],
    ['an empty message', { message: '' }, 'message'],
    ['a number', { message: 7 }, 'message'],
    ['a message of more than 10,000 characters', { message: 'x'.repeat(10_001) }, 'message'],
    ['half of a surrogate pair', '{"message": "\\ud800"}', 'surrogate'],
    ['an empty id', { message: 'x', thread_id: '' }, 'thread_id'],
    ['an id that is a number', { message: 'x', threadId: 1 }, 'threadId'],
    ['an id of more than 256 characters', { message: 'x', thread_id: 'x'.repeat(257) }, 'thread_id'],
    ['an id with NUL', { message: 'x', thread_id: 'a\0b' }, 'thread_id'],
    ['an id with half of a surrogate pair', '{"message": "x", "thread_id": "\\ud800"}', 'thread_id'],
    ['a field nobody knows', { message: 'x', tenant: 'globex' }, 'tenant'],
  ])('%s is refused', async (_what, body, says) => {
    for (const path of ['/genie', '/chat']) {
      const answer = await alice('POST', path, { body });
      expect(answer.status).toBe(400);
      expect(JSON.stringify(answer.body)).toContain(says);
    }
  });

  it.each([0, -1, '60', 315_360_001])('a follow-up after %j seconds is refused', async (followUpSeconds) => {
    const answer = await alice('POST', '/chat', {
      body: { message: 'x', thread_id: 'no-follow-up', followUpSeconds },
    });
    expect(answer.status).toBe(400);
    expect((await acme('GET', '/redis/agent-state/no-follow-up')).status).toBe(404);
  });
});
