import { describe, expect, it } from 'vitest';
import { topologies, useTopology } from '../../support/topologies.js';
import { human, statesOf } from './test-agents.js';

const HOSTILE_IDS = [
  'a:b',
  'a:messages',
  'a%3Amessages',
  '*',
  '{victim}',
  '}{',
  '%',
  'line\nbreak',
  '😀',
  '__proto__',
  'constructor',
  'expiry',
  'ids',
];
const REFUSED_IDS = ['', 'nul\0', '\ud800', 'x'.repeat(1_025)];

const FIELDS: Record<string, unknown> = Object.fromEntries([
  ['__proto__', { polluted: true }],
  ['constructor', 'c'],
  ['0123', '0123'],
  ['big', 2n ** 70n],
  ['nan', 'NaN'],
  ['json', '{"a":1}'],
  ['empty', ''],
  ['list', [[], {}, null, 'x']],
  ['at:%3A', true],
]);

describe.each(topologies)('Hostile callers on $name', (topology) => {
  const redis = useTopology(topology);

  it('reach the thread they name and no other', async () => {
    const scope = redis.scope();
    const store = statesOf(scope);
    for (const id of HOSTILE_IDS) await store.create(id, { messages: [human(id)], own: id });
    for (const id of HOSTILE_IDS) {
      expect(await store.get(id)).toMatchObject({ threadId: id, messages: [human(id)], own: id, version: 1 });
      expect((await store.list({ prefix: id })).threadIds).toContain(id);
    }
    expect((await store.list()).threadIds.toSorted()).toEqual(HOSTILE_IDS.toSorted());
    expect((await store.recent(50)).map(({ threadId }) => threadId).toSorted()).toEqual(
      HOSTILE_IDS.toSorted(),
    );
    for (const [at, id] of HOSTILE_IDS.entries()) {
      expect(await store.delete(id)).toBe(true);
      expect(await store.count()).toBe(HOSTILE_IDS.length - at - 1);
    }
  });

  it.each(REFUSED_IDS)('are refused an id that no key can hold: %j', async (id) => {
    const store = statesOf(redis.scope());
    const refused = { code: 'INVALID_KEY_PART', statusCode: 400 };
    await expect(store.create(id)).rejects.toMatchObject(refused);
    await expect(store.get(id)).rejects.toMatchObject(refused);
    await expect(store.addMessage(id, human('x'))).rejects.toMatchObject(refused);
    await expect(store.delete(id)).rejects.toMatchObject(refused);
    await expect(store.exists(id)).rejects.toMatchObject(refused);
    await expect(store.extendTtl(id)).rejects.toMatchObject(refused);
  });

  it('find any value as they left it', async () => {
    const store = statesOf(redis.scope());
    await store.create('t1', { ...Object.fromEntries(Object.entries(FIELDS)), context: FIELDS });
    const state = await store.get('t1');
    for (const [name, value] of Object.entries(FIELDS)) {
      expect(Object.getOwnPropertyDescriptor(state, name)?.value).toEqual(value);
    }
    expect(state?.context).toEqual(FIELDS);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    const contents = ['\ud800', '\0', '{"type":"ai"}', '', '1', 'null', 'x'.repeat(100_000)];
    await store.addMessages('t1', contents.map(human));
    expect((await store.get('t1'))?.messages).toEqual(contents.map(human));
  });

  it('cannot set what the store says by itself', async () => {
    const store = statesOf(redis.scope());
    await store.create('t1', {
      version: 99,
      createdAt: 'x',
      updatedAt: 'y',
      threadId: 'other',
      omittedMessages: 0,
    });
    await store.update('t1', { version: 7 });
    expect(await store.get('t1')).toMatchObject({ version: 2, threadId: 't1', createdAt: expect.any(Date) });
  });

  it.each([
    ['no list', 'text'],
    ['null in the list', [null]],
    ['a text in the list', ['Hi']],
    ['an unknown type', [{ type: 'robot', content: 'x' }]],
    ['no content', [{ type: 'human' }]],
    ['content of numbers', [{ type: 'human', content: [1] }]],
    ['no toolCallId', [{ type: 'tool', content: 'x' }]],
    ['no name of a function', [{ type: 'function', content: 'x' }]],
    ['no role', [{ type: 'generic', content: 'x' }]],
    ['no list of tool calls', [{ type: 'ai', content: '', toolCalls: {} }]],
    ['a tool call without arguments', [{ type: 'ai', content: '', toolCalls: [{ name: 'x' }] }]],
  ])('are refused messages with %s, and none of them is stored', async (_what, messages) => {
    const store = statesOf(redis.scope());
    await store.create('t1');
    const sent = Array.isArray(messages) ? [human('fine'), ...messages] : messages;
    await expect(store.addMessages('t1', sent as never)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    expect(await store.get('t1')).toMatchObject({ messages: [], version: 1 });
  });

  it('are refused values that cannot be stored', async () => {
    const store = statesOf(redis.scope());
    await store.create('t1');
    const refused = { code: 'UNSUPPORTED_VALUE' };
    await expect(store.setContext('t1', Number.NaN)).rejects.toMatchObject(refused);
    await expect(store.setContext('t1', () => 1)).rejects.toMatchObject(refused);
    const message = { ...human('x'), metadata: { at: new Map() } };
    await expect(store.addMessage('t1', message)).rejects.toMatchObject(refused);
    await expect(store.addMessage('t1', human('x'), { ttlSeconds: -1 })).rejects.toMatchObject({
      statusCode: 400,
    });
    await expect(store.get('t1', { messages: -1 })).rejects.toMatchObject({ statusCode: 400 });
    expect(await store.get('t1')).toMatchObject({ version: 1 });
  });

  it('meet a typed error, and change nothing, where another program has put its keys', async () => {
    const scope = redis.scope();
    const store = statesOf(scope);
    const tenant = scope.tenantReference.resolve();
    const { keys } = scope.runtime;
    const client = redis.client('default');
    const wrong = { code: 'WRONG_TYPE' };
    await client.set(keys.thread(tenant, 'text'), 'x');
    await expect(store.get('text')).rejects.toMatchObject(wrong);
    await expect(store.set('text', {})).rejects.toMatchObject(wrong);
    await expect(store.delete('text')).rejects.toMatchObject(wrong);
    expect(await client.get(keys.thread(tenant, 'text'))).toBe('x');
    await client.set(keys.threadMessages(tenant, 't1'), 'x');
    await expect(store.create('t1')).rejects.toMatchObject(wrong);
    expect(await client.exists(keys.thread(tenant, 't1'))).toBe(0);
    await client.set(keys.threadIdIndex(tenant), 'x');
    await expect(store.create('t2')).rejects.toMatchObject(wrong);
    await expect(store.list()).rejects.toMatchObject(wrong);
    expect(await client.exists(keys.thread(tenant, 't2'))).toBe(0);
  });

  it('leave messages that nobody can read visible', async () => {
    const scope = redis.scope();
    const store = statesOf(scope);
    await store.create('t1', { messages: [human('a')] });
    const list = scope.runtime.keys.threadMessages(scope.tenantReference.resolve(), 't1');
    await redis.client('default').rpush(list, 'no message', '{"type":"robot","content":"x"}');
    expect((await store.get('t1'))?.messages).toEqual([
      human('a'),
      { type: 'generic', role: 'unreadable', content: 'no message' },
      { type: 'generic', role: 'unreadable', content: '{"type":"robot","content":"x"}' },
    ]);
  });
});
