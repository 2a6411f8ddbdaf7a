import { BaseChatModel } from '@langchain/core/language_models/chat_models';
import { AIMessage, type BaseMessage } from '@langchain/core/messages';
import type { ChatResult } from '@langchain/core/outputs';
import type { StructuredToolInterface } from '@langchain/core/tools';
import { FakeListChatModel } from '@langchain/core/utils/testing';
import { ToolRunner } from '@tenantry/agent';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ChatModel, ChatRequest } from '../../src/chat/model/chat-model.js';
import { LangChainChatModel } from '../../src/chat/model/langchain-chat-model.js';
import { messagesOf, say } from './chat-calls.js';
import { startApp, type Caller, type RunningApp } from './running-app.js';

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
      toolCallId: messages[1]?.toolCalls?.[0]?.id,
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

/** Asks for a tool, then repeats what the tool has answered. */
class ToolUsingModel extends BaseChatModel {
  readonly bound: StructuredToolInterface[] = [];

  constructor() {
    super({});
  }

  override _llmType(): string {
    return 'tool-using';
  }

  override bindTools(tools: StructuredToolInterface[]): this {
    this.bound.push(...tools);
    return this;
  }

  override async _generate(messages: BaseMessage[]): Promise<ChatResult> {
    const last = messages.at(-1);
    const message =
      last?.type === 'tool'
        ? new AIMessage(`The tool says: ${last.text}`)
        : new AIMessage({
            content: '',
            tool_calls: [{ id: 'lc1', name: 'email_validator', args: { email: 'a@example.com' } }],
          });
    return { generations: [{ text: message.text, message }] };
  }
}

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

  it('uses the tools of the app', async () => {
    const model = new ToolUsingModel();
    const own = await startApp({
      chatModel: {
        inject: [ToolRunner],
        useFactory: (runner: ToolRunner) => new LangChainChatModel(model, runner),
      },
    });
    try {
      const call = own.as(own.acme, 'alice');
      const answer = await say(call, '/chat', { message: 'Check it' });
      expect(answer).toMatchObject({
        response: 'The tool says: Email a@example.com is valid',
        tools: [{ tool: 'email_validator', status: 'success' }],
      });
      expect(model.bound.slice(0, 2).map(({ name }) => name)).toEqual(['email_validator', 'schedule_batch']);
      const messages = await messagesOf(call, answer.thread_id);
      expect(messages.map(({ type }) => type)).toEqual(['human', 'ai', 'tool', 'ai']);
      expect(messages[1]).toMatchObject({ toolCalls: [{ id: 'lc1' }] });
      expect(messages[2]).toMatchObject({ toolCallId: 'lc1' });
    } finally {
      await own.close();
    }
  });

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
