import { FakeListChatModel } from '@langchain/core/utils/testing';
import { ToolRunner, type AgentMessage } from '@tenantry/agent';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ChatModel, ChatRequest } from '../../src/chat/model/chat-model.js';
import { LangChainChatModel } from '../../src/chat/model/langchain-chat-model.js';
import { HOSTILE_IDS, startApp, type Caller, type RunningApp } from './running-app.js';

interface Answer {
  readonly response: string;
  readonly thread_id: string;
  readonly tools: readonly object[];
  readonly followUpAt: string | null;
}

type StoredMessage = AgentMessage & { readonly metadata?: { readonly inReplyTo?: string } };

async function messagesOf(call: Caller, threadId: string): Promise<StoredMessage[]> {
  const { body } = await call('GET', `/redis/agent-state/${encodeURIComponent(threadId)}`);
  return (body as { messages: StoredMessage[] }).messages;
}

async function say(call: Caller, path: string, body: object): Promise<Answer> {
  const answer = await call('POST', path, { body });
  expect(answer).toMatchObject({ status: 200 });
  return answer.body as Answer;
}

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
      expect(said.map(({ content }) => content).toSorted()).toEqual(texts.toSorted());
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
      const ids = (call as { toolCalls: Array<{ id: string }> }).toolCalls.map(({ id }) => id);
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

describe('the chat model', () => {
  const requests: ChatRequest[] = [];
  let respond: ChatModel['respond'];
  let running: RunningApp;
  let alice: Caller;

  beforeAll(async () => {
    const model: ChatModel = {
      respond: async (request) => {
        requests.push(request);
        return respond(request);
      },
    };
    running = await startApp({ chatModel: { useFactory: () => model } });
    alice = running.as(running.acme, 'alice');
  });

  afterAll(async () => running.close());

  it('sees the last messages of the thread, and what is said now', async () => {
    respond = async () => ({ type: 'ai', content: 'ok' });
    for (let at = 0; at < 25; at += 1) await say(alice, '/genie', { message: `m${at}`, thread_id: 'long' });
    const { messages, tools } = requests.at(-1) as ChatRequest;
    expect(messages).toHaveLength(41);
    expect(messages[0]).toMatchObject({ type: 'human', content: 'm4' });
    expect(messages.at(-1)).toMatchObject({ type: 'human', content: 'm24' });
    expect(tools).toEqual([]);
  });

  it('is not shown results of tools without their call', async () => {
    respond = async ({ messages }) =>
      messages.at(-1)?.type === 'tool'
        ? { type: 'ai', content: 'done' }
        : {
            type: 'ai',
            content: '',
            toolCalls: [{ id: 'c', name: 'email_validator', args: { email: 'a@b.cd' } }],
          };
    // Four messages a turn: the window of 40 begins within a turn once something else was said.
    await say(alice, '/chat', { message: 'first', thread_id: 'windowed' });
    const system = { type: 'system', content: 'note' };
    await alice('POST', '/redis/agent-state/windowed/messages', { body: system });
    await alice('POST', '/redis/agent-state/windowed/messages', { body: system });
    for (let at = 0; at < 10; at += 1)
      await say(alice, '/chat', { message: `m${at}`, thread_id: 'windowed' });
    const { messages } = requests.at(-2) as ChatRequest;
    expect(messages.length).toBeLessThanOrEqual(41);
    expect(messages[0]?.type).not.toBe('tool');
  });

  it('has to answer after some rounds of tools', async () => {
    const before = requests.length;
    respond = async () => ({
      type: 'ai',
      content: 'still not',
      toolCalls: [{ name: 'no such tool', args: {} }],
    });
    const answer = await say(alice, '/chat', { message: 'loop', thread_id: 'looping' });
    expect(answer.response).toBe('still not');
    expect(requests.length - before).toBe(5);
    expect(requests.at(-1)?.tools).toEqual([]);
    const messages = await messagesOf(alice, 'looping');
    expect(messages.map(({ type }) => type)).toEqual([
      'human',
      ...Array(4).fill(['ai', 'tool']).flat(),
      'ai',
    ]);
    expect(messages[2]).toMatchObject({ status: 'error', content: 'There is no tool "no such tool".' });
    expect(messages[2]).toMatchObject({
      toolCallId: (messages[1] as { toolCalls: [{ id: string }] }).toolCalls[0].id,
    });
  });

  it('may fail: the message is kept, and the client learns nothing of the reason', async () => {
    respond = async () => {
      throw new Error('secret of the provider');
    };
    const answer = await alice('POST', '/genie', { body: { message: 'kept', thread_id: 'failing' } });
    expect(answer.status).toBe(502);
    expect(JSON.stringify(answer.body)).not.toContain('secret');
    expect((await messagesOf(alice, 'failing')).map(({ content }) => content)).toEqual(['kept']);
  });

  it('does not bring back a thread that was deleted while it was thinking', async () => {
    respond = async () => {
      await alice('DELETE', '/redis/agent-state/deleted');
      return { type: 'ai', content: 'too late' };
    };
    expect((await alice('POST', '/genie', { body: { message: 'x', thread_id: 'deleted' } })).status).toBe(
      404,
    );
    expect((await alice('GET', '/redis/agent-state/deleted')).status).toBe(404);
  });

  it('may answer in parts', async () => {
    const content = [{ type: 'text', text: 'a' }, { type: 'image_url', image_url: 'x:' }, 'b'];
    respond = async () => ({ type: 'ai', content });
    const { response, thread_id } = await say(alice, '/genie', { message: 'x' });
    expect(response).toBe('ab');
    expect((await messagesOf(alice, thread_id))[1]?.content).toEqual(content);
  });
});

describe('a chat model of LangChain', () => {
  let running: RunningApp;

  beforeAll(async () => {
    running = await startApp({
      chatModel: {
        inject: [ToolRunner],
        useFactory: (runner: ToolRunner) =>
          new LangChainChatModel(
            new FakeListChatModel({ responses: ['From LangChain', 'Once more'] }),
            runner,
          ),
      },
    });
  });

  afterAll(async () => running.close());

  it('answers in its place', async () => {
    const call = running.as(running.acme, 'alice');
    const { response, thread_id } = await say(call, '/genie', { message: 'Hello' });
    expect(response).toBe('From LangChain');
    expect(await say(call, '/chat', { message: 'And now?', thread_id })).toMatchObject({
      response: 'Once more',
    });
    expect((await messagesOf(call, thread_id)).map(({ content }) => content)).toEqual([
      'Hello',
      'From LangChain',
      'And now?',
      'Once more',
    ]);
  });
});
