import {
  AIMessage,
  AIMessageChunk,
  ChatMessage,
  FunctionMessage,
  HumanMessage,
  RemoveMessage,
  SystemMessage,
  ToolMessage,
  type BaseMessage,
} from '@langchain/core/messages';
import { ChatPromptTemplate, MessagesPlaceholder } from '@langchain/core/prompts';
import { RunnableWithMessageHistory } from '@langchain/core/runnables';
import { FakeListChatModel } from '@langchain/core/utils/testing';
import {
  fromAgentState,
  fromLangChainMessage,
  fromLangChainMessages,
  RedisChatMessageHistory,
  toAgentState,
  toLangChainMessages,
} from '@tenantry/agent/langchain';
import { describe, expect, it } from 'vitest';
import type { AgentMessage } from '../../../libs/agent/src/state/agent-message.js';
import { topologies, useTopology } from '../../support/topologies.js';
import { human, statesOf, textsOf } from './test-agents.js';

const LANGCHAIN_MESSAGES: BaseMessage[] = [
  new SystemMessage('You help.'),
  new HumanMessage({ content: [{ type: 'text', text: 'Hi' }], id: 'h1', name: 'Alice' }),
  new AIMessage({
    content: 'calling',
    id: 'a1',
    tool_calls: [{ id: 'c1', name: 'search', args: { deep: { list: [1, null, true] } }, type: 'tool_call' }],
    invalid_tool_calls: [{ id: 'c2', name: 'x', args: '{', error: 'no JSON', type: 'invalid_tool_call' }],
    // The type that LangChain infers for a message without a structure leaves no room for it.
    usage_metadata: { input_tokens: 1, output_tokens: 2, total_tokens: 3 } as never,
    additional_kwargs: { refusal: null },
    response_metadata: { finish_reason: 'stop' },
  }),
  new ToolMessage({
    content: 'found',
    tool_call_id: 'c1',
    status: 'error',
    artifact: { rows: [[]] },
    name: 'search',
  }),
  new ToolMessage({ content: 'x', tool_call_id: 'c3', metadata: { took: 1 } }),
  new FunctionMessage({ content: '7', name: 'add' }),
  new ChatMessage({ content: 'note', role: 'reviewer' }),
];

/** Everything LangChain itself says of a message, but for what its constructor was given. */
const shapesOf = (messages: readonly BaseMessage[]) =>
  messages.map((message) => [
    message.type,
    Object.fromEntries(Object.entries(message).filter(([name]) => name !== 'lc_kwargs')),
  ]);

describe.each(topologies)('LangChain on $name', (topology) => {
  const redis = useTopology(topology);

  it('finds its messages as it left them', async () => {
    const history = new RedisChatMessageHistory({ states: statesOf(redis.scope()), threadId: 't1' });
    expect(await history.getMessages()).toEqual([]);
    await history.addMessages(LANGCHAIN_MESSAGES);
    const found = await history.getMessages();
    expect(shapesOf(found)).toEqual(shapesOf(LANGCHAIN_MESSAGES));
    expect(found[2]).toBeInstanceOf(AIMessage);
    expect(found[3]).toBeInstanceOf(ToolMessage);
    await history.addUserMessage('more');
    await history.addAIMessage('yes');
    expect((await history.getMessages()).slice(-2).map(({ type, content }) => [type, content])).toEqual([
      ['human', 'more'],
      ['ai', 'yes'],
    ]);
    await history.clear();
    expect(await history.getMessages()).toEqual([]);
    await new RedisChatMessageHistory({ states: statesOf(redis.scope()), threadId: 't2' }).clear();
  });

  it('remembers conversations of a runnable, each apart', async () => {
    const scope = redis.scope();
    const states = statesOf(scope);
    const model = new FakeListChatModel({ responses: ['one', 'two', 'three', 'four'] });
    const prompt = ChatPromptTemplate.fromMessages([
      ['system', 'You help.'],
      new MessagesPlaceholder('history'),
      ['human', '{input}'],
    ]);
    const seen: string[][] = [];
    const chain = new RunnableWithMessageHistory({
      runnable: prompt
        .pipe((value) => {
          seen.push(value.toChatMessages().map((message) => message.text));
          return value;
        })
        .pipe(model),
      getMessageHistory: (threadId: string) => new RedisChatMessageHistory({ states, threadId, messages: 3 }),
      inputMessagesKey: 'input',
      historyMessagesKey: 'history',
    });
    const say = async (threadId: string, input: string) =>
      chain.invoke({ input }, { configurable: { sessionId: threadId } });
    expect((await say('t1', 'a')).content).toBe('one');
    expect((await say('t2', 'b')).content).toBe('two');
    await states.setContext('t1', { kept: true });
    expect((await say('t1', 'c')).content).toBe('three');
    expect((await say('t1', 'd')).content).toBe('four');
    expect(seen).toEqual([
      ['You help.', 'a'],
      ['You help.', 'b'],
      ['You help.', 'a', 'one', 'c'],
      ['You help.', 'one', 'c', 'three', 'd'],
    ]);
    const state = await states.get('t1');
    expect(textsOf(state?.messages ?? [])).toEqual(['a', 'one', 'c', 'three', 'd', 'four']);
    expect(state).toMatchObject({ context: { kept: true } });
    expect(await statesOf(redis.scope()).get('t1')).toBeNull();
  });

  it('works with a whole state and gives it back', async () => {
    const states = statesOf(redis.scope());
    await states.create('t1', { messages: [human('Hi')], context: { a: 1 }, own: [] });
    const state = await states.get('t1');
    if (state === null) throw new Error('no state');
    const graph = toAgentState(state);
    graph.messages.push(new AIMessage('Hello'));
    graph.isRelevant = true;
    await states.set('t1', fromAgentState(graph), { ifVersion: state.version });
    expect(await states.get('t1')).toMatchObject({
      messages: [human('Hi'), { type: 'ai', content: 'Hello' }],
      context: { a: 1 },
      own: [],
      isRelevant: true,
      version: 2,
    });
  });
});

describe('LangChain’s messages', () => {
  it('carry everything of ours', () => {
    const ours: AgentMessage[] = [
      { type: 'human', content: 'Hi', id: '1', name: 'n', metadata: { a: [] }, additionalKwargs: { b: 1 } },
      {
        type: 'ai',
        content: '',
        toolCalls: [{ id: 'c', name: 'n', args: {} }],
        usage: { x: 1 },
        metadata: { m: 1 },
      },
      { type: 'tool', content: 'x', toolCallId: 'c', status: 'success', artifact: null, metadata: { m: 1 } },
      { type: 'function', content: 'x', name: 'f', responseMetadata: { r: 1 } },
      { type: 'generic', content: 'x', role: 'r' },
      { type: 'system', content: ['a', { type: 'text', text: 'b' }] },
    ];
    const copy = structuredClone(ours);
    expect(fromLangChainMessages(toLangChainMessages(ours))).toEqual(copy);
    expect(ours).toEqual(copy);
  });

  it('are stored whole where they came in pieces', () => {
    const chunk = new AIMessageChunk({
      content: 'a',
      tool_call_chunks: [{ id: 'c', name: 'search', args: '{"q":1}', index: 0 }],
    });
    expect(fromLangChainMessage(chunk)).toMatchObject({
      type: 'ai',
      content: 'a',
      toolCalls: [{ id: 'c', name: 'search', args: { q: 1 } }],
    });
  });

  it('are refused where they say nothing', () => {
    expect(() => fromLangChainMessage(new RemoveMessage({ id: 'x' }))).toThrow(
      expect.objectContaining({ code: 'INVALID_ARGUMENT' }),
    );
  });
});
