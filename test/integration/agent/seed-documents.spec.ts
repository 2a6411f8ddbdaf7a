import { describe, expect, it } from 'vitest';
import { topologies, useTopology } from '../../support/topologies.js';
import { uniqueName } from '../../support/unique-name.js';
import { human, statesOf } from './test-agents.js';

/** As the Python service writes them. */
const DOCUMENT = {
  thread_id: 'old',
  messages: [
    { type: 'human', content: 'Hi', additional_kwargs: {}, id: null },
    { type: 'ai', content: '', tool_calls: [{ id: 'c1', name: 'search', args: { n: 1 } }] },
    { type: 'tool', content: 'found', tool_call_id: 'c1' },
    { type: 'human', data: { content: 'stored by LangChain' } },
    { role: 'assistant', content: 'Bye' },
  ],
  stream: true,
  context: 'billing',
  is_relevant: true,
  created_at: '2024-01-02T03:04:05.678901',
  updated_at: '2024-01-02T04:04:05+00:00',
  plan: { tier: 'pro' },
};

const MESSAGES = [
  { type: 'human', content: 'Hi', additionalKwargs: {} },
  { type: 'ai', content: '', toolCalls: [{ id: 'c1', name: 'search', args: { n: 1 } }] },
  { type: 'tool', content: 'found', toolCallId: 'c1' },
  { type: 'human', content: 'stored by LangChain' },
  { type: 'ai', role: 'assistant', content: 'Bye' },
];

describe.each(topologies)('Threads of the Python service on $name', (topology) => {
  const redis = useTopology(topology);

  async function useDocument(id = 'old', text = JSON.stringify(DOCUMENT)) {
    const tenant = uniqueName('acme');
    const keyPrefix = uniqueName('thread');
    const client = redis.client('default');
    const key = `${keyPrefix}:${id}`;
    await client.set(key, text, 'EX', 100);
    const store = statesOf(redis.scope({ tenant }), { seedDocuments: { tenant, keyPrefix } });
    const stranger = statesOf(redis.scope(), { seedDocuments: { tenant, keyPrefix } });
    return { store, stranger, client, key };
  }

  it('are read as they are, by their tenant alone', async () => {
    const { store, stranger } = await useDocument();
    const state = {
      threadId: 'old',
      messages: MESSAGES,
      stream: true,
      context: 'billing',
      isRelevant: true,
      createdAt: new Date('2024-01-02T03:04:05.678Z'),
      updatedAt: new Date('2024-01-02T04:04:05Z'),
      version: 1,
      omittedMessages: 0,
      plan: { tier: 'pro' },
    };
    expect(await store.get('old')).toEqual(state);
    expect(await store.get('old', { messages: 1 })).toEqual({
      ...state,
      messages: MESSAGES.slice(-1),
      omittedMessages: 4,
    });
    expect(await store.exists('old')).toBe(true);
    expect(await store.ttl('old')).toBeGreaterThan(90);
    expect(await stranger.get('old')).toBeNull();
    expect(await stranger.exists('old')).toBe(false);
    expect(await stranger.ttl('old')).toBeNull();
    expect(await stranger.delete('old')).toBe(false);
    await expect(stranger.addMessage('old', human('x'))).rejects.toMatchObject({ statusCode: 404 });
    await stranger.create('old');
    await expect(store.create('old')).rejects.toMatchObject({ code: 'AGENT_STATE_EXISTS' });
  });

  it('are copied by the first write, which leaves the document as it is', async () => {
    const { store, client, key } = await useDocument();
    expect(await store.addMessage('old', human('new'), { createIfMissing: true })).toMatchObject({
      version: 2,
      messageCount: 6,
      createdAt: new Date('2024-01-02T03:04:05.678Z'),
    });
    expect(await store.get('old')).toMatchObject({
      messages: [...MESSAGES, human('new')],
      context: 'billing',
      isRelevant: true,
      plan: { tier: 'pro' },
      version: 2,
    });
    expect(JSON.parse((await client.get(key)) ?? '')).toEqual(DOCUMENT);
    expect(await store.count()).toBe(1);
    expect(await store.delete('old')).toBe(true);
    expect(await client.exists(key)).toBe(0);
    expect(await store.get('old')).toBeNull();
  });

  it('are copied once by many writers at the same time', async () => {
    const { store } = await useDocument();
    await Promise.all(
      Array.from({ length: 20 }, async (_unused, index) => store.addMessage('old', human(String(index)))),
    );
    const state = await store.get('old');
    expect(state).toMatchObject({ version: 21 });
    expect(state?.messages).toHaveLength(25);
    expect(state?.messages.slice(0, 5)).toEqual(MESSAGES);
  });

  it('take conditions on the version they were read with', async () => {
    const first = await useDocument();
    const state = await first.store.get('old');
    await expect(first.store.setContext('old', 'x', { ifVersion: 2 })).rejects.toMatchObject({
      actualVersion: 1,
    });
    const condition = { ifVersion: state?.version, ifCreatedAt: state?.createdAt };
    await expect(first.store.setContext('old', 'x', condition)).resolves.toMatchObject({ version: 2 });
    const second = await useDocument();
    expect(await second.store.delete('old', { ifVersion: 1 })).toBe(true);
    expect(await second.client.exists(second.key)).toBe(0);
    const third = await useDocument();
    expect(await third.store.extendTtl('old', 5_000)).toBeGreaterThan(4_990);
    const fourth = await useDocument();
    await fourth.store.set('old', { context: 1 });
    expect(await fourth.store.get('old')).toMatchObject({
      messages: [],
      context: 1,
      createdAt: state?.createdAt,
    });
  });

  it.each([
    ['no JSON', 'text'],
    ['a list', '[]'],
    ['a number', '7'],
  ])('do not exist where the text is %s', async (_what, text) => {
    const { store } = await useDocument('old', text);
    expect(await store.get('old')).toBeNull();
  });

  it.each([
    ['{}', []],
    ['{"messages": null, "created_at": "x"}', []],
    ['{"messages": [1, null]}', ['1', 'null']],
  ])('are read as far as they go: %s', async (text, contents) => {
    const { store } = await useDocument('a:b%', text);
    const state = await store.get('a:b%');
    expect(state?.messages.map(({ content }) => content)).toEqual(contents);
    expect(state).toMatchObject({ stream: false, createdAt: new Date(0) });
    await store.addMessage('a:b%', human('new'));
    expect((await store.get('a:b%'))?.messages).toHaveLength(contents.length + 1);
  });
});
