import { describe, expect, it } from 'vitest';
import type { AgentMessage } from '../../../libs/agent/src/state/agent-message.js';
import { topologies, useTopology } from '../../support/topologies.js';
import { human, statesOf, textsOf } from './test-agents.js';

const MONTH_SECONDS = 2_592_000;

const EVERY_TYPE: AgentMessage[] = [
  { type: 'system', content: 'You help.' },
  {
    type: 'human',
    content: [
      { type: 'text', text: 'Hi' },
      { type: 'image_url', image_url: 'x' },
    ],
    id: 'm1',
  },
  {
    type: 'ai',
    content: '',
    toolCalls: [
      { id: 'c1', name: 'search', args: { query: 'x', deep: [true, false, 12345678901234567890n] } },
    ],
    invalidToolCalls: [{ name: 'search', args: '{', error: 'no JSON' }],
    usage: { input_tokens: 1 },
    metadata: { model: 'm' },
  },
  { type: 'tool', content: 'found', toolCallId: 'c1', status: 'success', artifact: { rows: [1, 2] } },
  { type: 'function', content: '7', name: 'add' },
  { type: 'generic', content: 'note', role: 'reviewer', additionalKwargs: { a: null } },
];

describe.each(topologies)('The state of a thread on $name', (topology) => {
  const redis = useTopology(topology);
  const states = () => statesOf(redis.scope());

  it('comes back as it was created', async () => {
    const store = states();
    const created = await store.create('t1', {
      messages: EVERY_TYPE,
      stream: true,
      context: { topic: 'billing', list: [] },
      isRelevant: false,
      plan: 'pro',
      code: '0123',
    });
    expect(created).toMatchObject({ threadId: 't1', version: 1, messageCount: EVERY_TYPE.length });
    expect(await store.get('t1')).toEqual({
      threadId: 't1',
      messages: EVERY_TYPE,
      stream: true,
      context: { topic: 'billing', list: [] },
      isRelevant: false,
      plan: 'pro',
      code: '0123',
      createdAt: created.createdAt,
      updatedAt: created.createdAt,
      version: 1,
      omittedMessages: 0,
    });
    expect(Math.abs(created.createdAt.getTime() - Date.now())).toBeLessThan(60_000);
  });

  it('has its defaults where nothing is said', async () => {
    const store = states();
    await store.create('t1');
    expect(await store.get('t1')).toMatchObject({
      messages: [],
      stream: false,
      context: null,
      isRelevant: null,
    });
    expect(await store.get('t2')).toBeNull();
    expect(await store.exists('t1')).toBe(true);
    expect(await store.exists('t2')).toBe(false);
  });

  it('is created once', async () => {
    const store = states();
    await store.create('t1', { context: 1 });
    await expect(store.create('t1', { context: 2 })).rejects.toMatchObject({
      code: 'AGENT_STATE_EXISTS',
      statusCode: 409,
    });
    expect(await store.get('t1')).toMatchObject({ context: 1, version: 1 });
  });

  it('is replaced as a whole by set, and created by it', async () => {
    const store = states();
    expect(await store.set('t1', { messages: [human('a')], own: 1 })).toMatchObject({ version: 1 });
    const before = await store.get('t1');
    expect(await store.set('t1', { messages: [human('b')], other: 2 })).toMatchObject({
      version: 2,
      messageCount: 1,
    });
    const after = await store.get('t1');
    expect(after).toMatchObject({ messages: [human('b')], other: 2, createdAt: before?.createdAt });
    expect(after).not.toHaveProperty('own');
    await store.set('t1', { third: 3 }, { keepMessages: true });
    expect(await store.get('t1')).toMatchObject({ messages: [human('b')], third: 3 });
    await expect(store.set('t2', {}, { mustExist: true })).rejects.toMatchObject({ statusCode: 404 });
    expect(await store.exists('t2')).toBe(false);
  });

  it('keeps what update does not name', async () => {
    const store = states();
    await store.create('t1', { messages: [human('a')], context: { a: 1 }, own: 1, gone: 'x' });
    await store.setContext('t1', { b: [] });
    await store.setRelevance('t1', true);
    const { version } = await store.update('t1', { own: null, stream: true, isRelevant: undefined });
    expect(await store.get('t1')).toMatchObject({
      messages: [human('a')],
      context: { b: [] },
      isRelevant: true,
      own: null,
      gone: 'x',
      stream: true,
      version,
    });
    expect(version).toBe(4);
  });

  it('appends messages in order and reads the last ones', async () => {
    const store = states();
    await store.create('t1');
    expect(await store.addMessage('t1', human('1'))).toMatchObject({ messageCount: 1, version: 2 });
    expect(await store.addMessages('t1', ['2', '3', '4'].map(human))).toMatchObject({ messageCount: 4 });
    expect(textsOf((await store.get('t1'))?.messages ?? [])).toEqual(['1', '2', '3', '4']);
    const last = await store.get('t1', { messages: 2 });
    expect(textsOf(last?.messages ?? [])).toEqual(['3', '4']);
    expect(last?.omittedMessages).toBe(2);
    expect(await store.get('t1', { messages: 0 })).toMatchObject({ messages: [], omittedMessages: 4 });
    expect(await store.clearMessages('t1')).toMatchObject({ messageCount: 0 });
    expect(await store.get('t1')).toMatchObject({ messages: [], omittedMessages: 0 });
  });

  it('takes more messages and fields at once than one command of a script holds', async () => {
    const store = states();
    const texts = Array.from({ length: 9_001 }, (_unused, index) => String(index));
    const fields = Object.fromEntries(texts.map((text) => [`f${text}`, Number(text)]));
    await store.create('t1', { messages: texts.map(human), ...fields });
    const state = await store.get('t1');
    expect(textsOf(state?.messages ?? [])).toEqual(texts);
    expect(state).toMatchObject(fields);
  });

  it('is not written back without messages that were not read', async () => {
    const store = states();
    await store.create('t1', { messages: ['1', '2'].map(human) });
    const state = await store.get('t1', { messages: 1 });
    await expect(store.set('t1', state ?? {})).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
      details: { field: 'omittedMessages' },
    });
    await store.set('t1', { ...state, stream: true }, { keepMessages: true });
    expect(await store.get('t1')).toMatchObject({ messages: ['1', '2'].map(human), stream: true });
  });

  it('is refused a write that is meant for another thread than exists', async () => {
    const store = states();
    const missing = { code: 'AGENT_STATE_NOT_FOUND', statusCode: 404 };
    await expect(store.addMessage('t1', human('a'))).rejects.toMatchObject(missing);
    await expect(store.setContext('t1', {})).rejects.toMatchObject(missing);
    await expect(store.setRelevance('t1', true)).rejects.toMatchObject(missing);
    await expect(store.clearMessages('t1')).rejects.toMatchObject(missing);
    expect(await store.delete('t1')).toBe(false);
    expect(await store.exists('t1')).toBe(false);
    expect(await store.addMessage('t1', human('a'), { createIfMissing: true })).toMatchObject({ version: 1 });
    expect(await store.get('t1')).toMatchObject({ stream: false, messages: [human('a')] });
    expect(await store.delete('t1')).toBe(true);
    expect(await store.get('t1')).toBeNull();
  });

  it('starts empty where a thread that somebody removed has left its messages', async () => {
    const scope = redis.scope();
    const store = statesOf(scope);
    await store.create('t1', { messages: [human('old')] });
    await redis.client('default').del(scope.runtime.keys.thread(scope.tenantReference.resolve(), 't1'));
    expect(await store.get('t1')).toBeNull();
    await store.addMessage('t1', human('new'), { createIfMissing: true });
    expect(textsOf((await store.get('t1'))?.messages ?? [])).toEqual(['new']);
  });

  it('expires 30 days after its last write, messages included', async () => {
    const scope = redis.scope();
    const store = statesOf(scope);
    const tenant = scope.tenantReference.resolve();
    const client = redis.client('default');
    await store.create('t1');
    const isMonth = (seconds: unknown) => {
      expect(seconds).toBeGreaterThan(MONTH_SECONDS - 60);
      expect(seconds).toBeLessThanOrEqual(MONTH_SECONDS);
    };
    isMonth(await store.ttl('t1'));
    await store.set('t1', {}, { ttlSeconds: 100 });
    await store.addMessage('t1', human('a'), { ttlSeconds: 'keep' });
    expect(await store.ttl('t1')).toBeLessThanOrEqual(100);
    const messagesTtlMs = await client.pttl(scope.runtime.keys.threadMessages(tenant, 't1'));
    expect(messagesTtlMs).toBeGreaterThan(0);
    expect(messagesTtlMs).toBeLessThanOrEqual(100_000);
    await store.addMessage('t1', human('b'));
    isMonth(await store.ttl('t1'));
    isMonth((await client.pttl(scope.runtime.keys.threadMessages(tenant, 't1'))) / 1000);
    // A longer expiry is never shortened.
    await store.set('t1', { messages: [human('c')] }, { ttlSeconds: MONTH_SECONDS * 2 });
    await store.addMessage('t1', human('d'));
    expect(await store.ttl('t1')).toBeGreaterThan(MONTH_SECONDS * 2 - 60);
    expect(await store.extendTtl('t1', 60)).toBeGreaterThan(MONTH_SECONDS * 2 - 60);
    await store.update('t1', {}, { ttlSeconds: 'none' });
    expect(await store.ttl('t1')).toBe('none');
    expect(await client.pttl(scope.runtime.keys.threadMessages(tenant, 't1'))).toBe(-1);
  });

  it('lives longer when it is told to, without another version', async () => {
    const scope = redis.scope();
    const store = statesOf(scope);
    const list = scope.runtime.keys.threadMessages(scope.tenantReference.resolve(), 't1');
    await store.create('t1', { messages: [human('a')] });
    await store.update('t1', {}, { ttlSeconds: 50 });
    expect(await redis.client('default').ttl(list)).toBeLessThanOrEqual(50);
    expect(await store.extendTtl('t1', 500)).toBe(500);
    expect(await redis.client('default').ttl(list)).toBeGreaterThan(490);
    expect(await store.ttl('t1')).toBeGreaterThan(490);
    expect(await store.extendTtl('t1')).toBe(MONTH_SECONDS);
    expect(await store.get('t1')).toMatchObject({ version: 2, messages: [human('a')] });
    expect(await store.extendTtl('t2', 500)).toBeNull();
    expect(await store.ttl('t2')).toBeNull();
    await expect(store.extendTtl('t1', 0)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
  });
});
