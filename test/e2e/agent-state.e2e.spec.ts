import { AgentTenants } from '@tenantry/agent';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HOSTILE_IDS, REFUSED_IDS, startApp, type Caller, type RunningApp } from './running-app.js';

const STATE = '/redis/agent-state';
const STATES = '/redis/agent-states';

const ROUTES: ReadonlyArray<{ readonly method: string; readonly path: string; readonly body?: object }> = [
  { method: 'POST', path: STATE, body: {} },
  { method: 'GET', path: `${STATE}/t1` },
  { method: 'PUT', path: `${STATE}/t1`, body: {} },
  { method: 'DELETE', path: `${STATE}/t1` },
  { method: 'POST', path: `${STATE}/t1/messages`, body: { type: 'human', content: 'Hi' } },
  { method: 'PUT', path: `${STATE}/t1/context`, body: { context: 1 } },
  { method: 'PUT', path: `${STATE}/t1/relevance`, body: { isRelevant: true } },
  { method: 'GET', path: STATES },
  { method: 'GET', path: `${STATES}/recent` },
  { method: 'GET', path: `${STATE}/t1/exists` },
  { method: 'GET', path: `${STATE}/t1/ttl` },
  { method: 'POST', path: `${STATE}/t1/extend-ttl`, body: {} },
  { method: 'POST', path: '/redis/cleanup-expired', body: {} },
];

describe('agent states', () => {
  let running: RunningApp;
  let acme: Caller;
  let globex: Caller;

  beforeAll(async () => {
    running = await startApp();
    acme = running.as(running.acme);
    globex = running.as(running.globex);
  });

  afterAll(async () => running.close());

  it.each(ROUTES)('need a tenant: $method $path', async ({ method, path, body }) => {
    expect((await running.as(undefined)(method, path, { body })).status).toBe(401);
  });

  it('are created, read, changed and deleted', async () => {
    const created = await acme('POST', STATE, {
      body: {
        threadId: 'life',
        messages: [
          { type: 'system', content: 'You help.' },
          {
            type: 'ai',
            content: '',
            toolCalls: [{ id: 'c1', name: 'search', args: { deep: [true, null] } }],
          },
        ],
        context: { topic: 'billing' },
        fields: { plan: 'pro', context: 'not this one' },
      },
    });
    expect(created).toMatchObject({ status: 201, body: { threadId: 'life', version: 1, messageCount: 2 } });
    expect((await acme('POST', STATE, { body: { threadId: 'life' } })).status).toBe(409);
    expect(
      await acme('POST', `${STATE}/life/messages`, { body: { type: 'human', content: 'Hi' } }),
    ).toMatchObject({
      status: 201,
      body: { version: 2, messageCount: 3 },
    });
    expect(await acme('PUT', `${STATE}/life/context`, { body: { context: null } })).toMatchObject({
      status: 200,
    });
    expect(await acme('PUT', `${STATE}/life/relevance`, { body: { isRelevant: true } })).toMatchObject({
      status: 200,
    });
    expect(await acme('GET', `${STATE}/life`)).toEqual({
      status: 200,
      body: {
        threadId: 'life',
        messages: [
          { type: 'system', content: 'You help.' },
          {
            type: 'ai',
            content: '',
            toolCalls: [{ id: 'c1', name: 'search', args: { deep: [true, null] } }],
          },
          { type: 'human', content: 'Hi' },
        ],
        stream: false,
        context: null,
        isRelevant: true,
        fields: { plan: 'pro' },
        createdAt: expect.any(String),
        updatedAt: expect.any(String),
        version: 4,
        omittedMessages: 0,
      },
    });
    expect((await acme('GET', `${STATE}/life?messages=1`)).body).toMatchObject({
      messages: [{ content: 'Hi' }],
      omittedMessages: 2,
    });
    await acme('PUT', `${STATE}/life`, { body: { stream: true } });
    expect((await acme('GET', `${STATE}/life`)).body).toMatchObject({
      stream: true,
      isRelevant: null,
      fields: {},
      messages: [{}, {}, { content: 'Hi' }],
    });
    await acme('PUT', `${STATE}/life`, { body: { messages: [] } });
    expect((await acme('GET', `${STATE}/life`)).body).toMatchObject({ messages: [], stream: false });
    expect(await acme('DELETE', `${STATE}/life`)).toEqual({ status: 200, body: { status: 'deleted' } });
    expect((await acme('GET', `${STATE}/life`)).status).toBe(404);
  });

  it('get an id of their own where none is given', async () => {
    const { body } = await acme('POST', STATE, { body: {} });
    const { threadId } = body as { threadId: string };
    expect(threadId).toMatch(/^[0-9a-f-]{36}$/);
    expect((await acme('GET', `${STATE}/${threadId}/exists`)).body).toEqual({ exists: true });
  });

  it('answer 404 where there is no thread', async () => {
    for (const { method, path, body } of ROUTES.filter((route) => route.path.includes('/t1'))) {
      if (path.endsWith('/exists')) continue;
      const missing = path.replace('t1', 'missing');
      expect(await acme(method, missing, { body })).toMatchObject({ status: 404 });
    }
    expect((await acme('GET', `${STATE}/missing/exists`)).body).toEqual({ exists: false });
  });

  it('belong to their tenant', async () => {
    await acme('POST', STATE, { body: { threadId: 'own' } });
    expect((await globex('GET', `${STATE}/own`)).status).toBe(404);
    expect((await globex('DELETE', `${STATE}/own`)).status).toBe(404);
    expect((await globex('GET', STATES)).body).toEqual({ threadIds: [], cursor: null, total: 0 });
    expect((await globex('GET', `${STATES}/recent`)).body).toEqual({ states: [] });
    expect((await globex('POST', '/redis/cleanup-expired', { body: { maxAgeDays: 0.001 } })).body).toEqual({
      removed: 0,
    });
    expect((await acme('GET', `${STATE}/own`)).status).toBe(200);
  });

  it('are changed at the version that was read only, if the caller says so', async () => {
    await acme('POST', STATE, { body: { threadId: 'tagged' } });
    const tagOf = async () => {
      const response = await fetch(`${running.url}${STATE}/tagged`, {
        headers: { 'x-api-key': `key-of-${running.acme}` },
      });
      return response.headers.get('etag') ?? '';
    };
    const first = await tagOf();
    expect(first).toMatch(/^"\d+-1"$/);
    const ifMatch = (etag: string) => ({ 'if-match': etag });
    const body = { context: 1 };
    const path = `${STATE}/tagged`;
    expect((await acme('PUT', `${path}/context`, { body, headers: ifMatch(first) })).status).toBe(200);
    for (const [method, route, sent] of [
      ['PUT', `${path}/context`, body],
      ['PUT', `${path}/relevance`, { isRelevant: true }],
      ['POST', `${path}/messages`, { type: 'human', content: 'x' }],
      ['PUT', path, {}],
      ['DELETE', path, undefined],
    ] as const) {
      const refused = await acme(method, route, { body: sent, headers: ifMatch(first) });
      expect(refused).toMatchObject({ status: 412, body: { error: 'AGENT_STATE_CONFLICT' } });
      expect((await acme(method, route, { body: sent, headers: ifMatch('"x"') })).status).toBe(400);
    }
    expect((await acme('PUT', path, { body: {}, headers: ifMatch('*') })).status).toBe(200);
    const last = await tagOf();
    expect((await acme('DELETE', path, { headers: ifMatch(last) })).status).toBe(200);
    // A new thread of the same id at the same version is another one.
    await acme('POST', STATE, { body: { threadId: 'tagged' } });
    expect((await acme('DELETE', path, { headers: ifMatch(first) })).status).toBe(412);
  });

  it('are listed page by page and by their last change', async () => {
    for (const id of ['l:1', 'l:2', 'l:3']) await acme('POST', STATE, { body: { threadId: id } });
    const page = (await acme('GET', `${STATES}?prefix=l%3A&limit=2`)).body as { cursor: string };
    expect(page).toMatchObject({ threadIds: ['l:1', 'l:2'] });
    const next = await acme('GET', `${STATES}?prefix=l%3A&limit=2&cursor=${encodeURIComponent(page.cursor)}`);
    expect(next.body).toMatchObject({ threadIds: ['l:3'], cursor: null });
    await new Promise((resolve) => setTimeout(resolve, 2)); // another millisecond by the server's clock
    await acme('POST', `${STATE}/l%3A2/messages`, { body: { type: 'human', content: 'x' } });
    const recent = await acme('GET', `${STATES}/recent?limit=1`);
    expect(recent.body).toMatchObject({ states: [{ threadId: 'l:2', messages: [{ content: 'x' }] }] });
    for (const query of ['limit=0', 'limit=501', 'limit=x', 'cursor=']) {
      expect((await acme('GET', `${STATES}?${query}`)).status).toBe(400);
    }
    expect((await acme('GET', `${STATES}/recent?limit=101`)).status).toBe(400);
  });

  it('live for 30 days, and longer on request', async () => {
    await acme('POST', STATE, { body: { threadId: 'ttl' } });
    const ttl = async () =>
      ((await acme('GET', `${STATE}/ttl/ttl`)).body as { ttlSeconds: number }).ttlSeconds;
    expect(await ttl()).toBeGreaterThan(2_591_900);
    expect(await acme('POST', `${STATE}/ttl/extend-ttl`, { body: { ttlSeconds: 5_000_000 } })).toMatchObject({
      status: 200,
      body: { ttlSeconds: 5_000_000 },
    });
    expect((await acme('POST', `${STATE}/ttl/extend-ttl`)).status).toBe(200);
    expect(await ttl()).toBeGreaterThan(4_999_900);
    expect((await acme('POST', `${STATE}/ttl/extend-ttl`, { body: { ttlSeconds: -1 } })).status).toBe(400);
    expect((await acme('POST', '/redis/cleanup-expired')).body).toEqual({ removed: 0 });
  });

  it('take 100 messages at the same time', async () => {
    await acme('POST', STATE, { body: { threadId: 'busy' } });
    const contents = Array.from({ length: 100 }, (_unused, index) => String(index));
    await Promise.all(
      contents.map(async (content) =>
        acme('POST', `${STATE}/busy/messages`, { body: { type: 'human', content } }),
      ),
    );
    const { states } = running.app.get(AgentTenants).for(running.acme);
    const state = await states.get('busy');
    expect(state?.messages.map(({ content }) => content).toSorted()).toEqual(contents.toSorted());
    expect(state?.version).toBe(101);
  });

  it.each(HOSTILE_IDS)('may have the id %s', async (segment) => {
    const id = decodeURIComponent(segment);
    expect((await acme('POST', STATE, { body: { threadId: id, context: id } })).status).toBe(201);
    expect((await acme('GET', `${STATE}/${segment}`)).body).toMatchObject({ threadId: id, context: id });
    expect((await acme('DELETE', `${STATE}/${segment}`)).status).toBe(200);
  });

  it.each(REFUSED_IDS)('cannot have an id with $why', async ({ id }) => {
    expect((await acme('GET', `${STATE}/${id}`)).status).toBe(400);
    expect((await acme('PUT', `${STATE}/${id}/context`, { body: { context: 1 } })).status).toBe(400);
  });

  it.each([
    { why: 'no type', body: { content: 'x' } },
    { why: 'an unknown type', body: { type: 'robot', content: 'x' } },
    { why: 'no content', body: { type: 'human' } },
    { why: 'content that is a number', body: { type: 'human', content: 7 } },
    { why: 'content of numbers', body: { type: 'human', content: [7] } },
    { why: 'no toolCallId', body: { type: 'tool', content: 'x' } },
    { why: 'no name', body: { type: 'function', content: 'x' } },
    { why: 'no role', body: { type: 'generic', content: 'x' } },
    { why: 'tool calls without arguments', body: { type: 'ai', content: '', toolCalls: [{ name: 'x' }] } },
    { why: 'a property nobody knows', body: { type: 'human', content: 'x', admin: true } },
    { why: 'a list', body: [] },
  ])('take no message with $why', async ({ body }) => {
    await acme('POST', STATE, { body: { threadId: 'strict' } });
    expect((await acme('POST', `${STATE}/strict/messages`, { body })).status).toBe(400);
    expect((await acme('GET', `${STATE}/strict`)).body).toMatchObject({ messages: [] });
  });

  it('are described by Swagger', async () => {
    const response = await fetch(`${running.url}/docs-json`);
    const { paths } = (await response.json()) as { paths: Record<string, object> };
    for (const { method, path } of ROUTES) {
      expect(Object.keys(paths[path.replace('t1', '{threadId}')] ?? {})).toContain(method.toLowerCase());
    }
  });
});
