import type { INestApplication } from '@nestjs/common';
import type { AddressInfo } from 'node:net';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { createApplication } from '../../src/application.js';
import { uniqueName } from '../support/unique-name.js';

const acme = uniqueName('acme');
const globex = uniqueName('globex');
const KEYS = { [acme]: 'key-of-acme', [globex]: 'key-of-globex' };

const alice = { name: 'Alice', active: true, score: 100, preferences: [true, false] };

describe('the reference app', () => {
  let app: INestApplication;
  let base: string;
  const saved = { ...process.env };

  beforeAll(async () => {
    process.env['API_KEYS'] = Object.entries(KEYS)
      .map(([tenant, key]) => `${tenant}:${key}`)
      .join(',');
    app = await createApplication({ redisUrl: inject('redisUrl') });
    await app.listen(0, '127.0.0.1');
    base = `http://127.0.0.1:${(app.getHttpServer().address() as AddressInfo).port}`;
  });

  afterAll(async () => {
    process.env = saved;
    await app.close();
  });

  async function call(
    method: string,
    path: string,
    options: { key?: string | undefined; body?: unknown; headers?: object } = {},
  ) {
    const headers = new Headers({ 'content-type': 'application/json', ...options.headers });
    const key = 'key' in options ? options.key : KEYS[acme];
    if (key !== undefined) headers.set('x-api-key', key);
    const response = await fetch(base + path, {
      method,
      headers,
      ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
    });
    const text = await response.text();
    return { status: response.status, body: text === '' ? undefined : (JSON.parse(text) as unknown) };
  }

  describe('tenants', () => {
    it('knows the tenant of an API key and the user of a request', async () => {
      expect(await call('GET', '/tenants/current', { headers: { 'x-user-id': 'u1' } })).toEqual({
        status: 200,
        body: { tenant: acme, userId: 'u1' },
      });
    });

    it.each([undefined, 'wrong', ''])('answers 401 to the API key %j', async (key) => {
      expect((await call('GET', '/tenants/current', { key })).status).toBe(401);
      expect((await call('GET', '/users/u1', { key })).status).toBe(401);
    });

    it('does not believe a bare tenant header', async () => {
      expect(
        (await call('GET', '/tenants/current', { key: undefined, headers: { 'x-tenant-id': acme } })).status,
      ).toBe(401);
    });
  });

  describe('users', () => {
    it('stores a typed user that another tenant cannot see', async () => {
      const body = { id: 'user123', profile: alice, email: 'alice@example.com' };
      expect(await call('POST', '/users', { body })).toEqual({ status: 201, body: { status: 'created' } });
      expect(await call('GET', '/users/user123')).toEqual({ status: 200, body });
      expect((await call('GET', '/users/user123', { key: KEYS[globex] })).status).toBe(404);
      expect((await call('DELETE', '/users/user123', { key: KEYS[globex] })).status).toBe(404);
      expect((await call('GET', '/users/user123')).status).toBe(200);
    });

    it('stores it in the tenant’s pool under the documented key', async () => {
      await call('POST', '/users', { body: { id: 'keyed:1', profile: alice } });
      const redis = new Redis(inject('redisUrl'), { db: 11 });
      try {
        const profile = await redis.hget(`${acme}:user:keyed%3A1`, 'profile');
        expect(JSON.parse(profile ?? '')).toEqual({ ...alice, active: '1', preferences: ['1', '0'] });
      } finally {
        redis.disconnect();
      }
    });

    it('updates single fields and keeps the others', async () => {
      await call('POST', '/users', { body: { id: 'patched', profile: alice, email: 'old@example.com' } });
      const patch = await call('PATCH', '/users/patched', { body: { email: 'new@example.com' } });
      expect(patch).toEqual({ status: 200, body: { status: 'updated' } });
      expect(await call('GET', '/users/patched')).toMatchObject({
        body: { profile: alice, email: 'new@example.com' },
      });
    });

    it('counts simultaneous logins exactly and keeps every tag', async () => {
      await call('POST', '/users', { body: { id: 'busy', profile: alice } });
      const times = Array.from({ length: 25 }, (_unused, index) => index);
      await Promise.all([
        ...times.map(async () => call('POST', '/users/busy/logins')),
        ...times.map(async (index) => call('POST', '/users/busy/tags', { body: { tag: `tag-${index}` } })),
      ]);
      const { body } = await call('GET', '/users/busy');
      const { loginCount, tags, lastLogin } = body as {
        loginCount: number;
        tags: string[];
        lastLogin: string;
      };
      expect(loginCount).toBe(25);
      expect(tags.toSorted()).toEqual(times.map((index) => `tag-${index}`).toSorted());
      expect(Number.isNaN(Date.parse(lastLogin))).toBe(false);
    });

    it('deletes once', async () => {
      await call('POST', '/users', { body: { id: 'gone', profile: alice } });
      expect((await call('DELETE', '/users/gone')).status).toBe(204);
      expect((await call('DELETE', '/users/gone')).status).toBe(404);
    });

    it.each([
      [{ id: '', profile: alice }, 'id'],
      [{ id: 7, profile: alice }, 'id'],
      [{ id: 'x', profile: { ...alice, name: 7 } }, 'profile.name'],
      [{ id: 'x', profile: { ...alice, active: 'yes' } }, 'profile.active'],
      [{ id: 'x', profile: { ...alice, preferences: ['yes'] } }, 'preferences'],
      [{ id: 'x', profile: { ...alice, role: 'admin' } }, 'role'],
      [{ id: 'x', profile: alice, email: 'no' }, 'email'],
      [{ id: 'x', profile: alice, ttlSeconds: 0 }, 'ttlSeconds'],
      [{ id: 'x', profile: alice, unknown: 1 }, 'unknown'],
      [{ id: 'x' }, 'profile'],
      [[], 'id'],
    ])('answers 400 naming the field to %j', async (body, field) => {
      const answer = await call('POST', '/users', { body });
      expect(answer.status).toBe(400);
      expect(JSON.stringify(answer.body)).toContain(field);
      expect((await call('GET', '/users/x')).status).toBe(404);
    });

    it.each(['%00', '%ED%A0%80', 'x'.repeat(10_000)])('answers 400 to the id %j in the path', async (id) => {
      expect((await call('GET', `/users/${id}`)).status).toBe(400);
    });

    it.each(['a%3Ab', '*', '%3F', '%5Ba-z%5D', '%7Bglobex%7D', '%25', 'line%0Abreak', '%F0%9F%98%80'])(
      'treats the id %j as an ordinary one',
      async (id) => {
        const body = { id: decodeURIComponent(id), profile: alice };
        expect((await call('POST', '/users', { body })).status).toBe(201);
        expect(await call('GET', `/users/${id}`)).toEqual({ status: 200, body });
        expect((await call('DELETE', `/users/${id}`)).status).toBe(204);
      },
    );

    it('answers 413 to an oversized body and 400 to a broken one', async () => {
      const oversized = { id: 'big', profile: { ...alice, name: 'x'.repeat(200_000) } };
      expect((await call('POST', '/users', { body: oversized })).status).toBe(413);
      const broken = await fetch(`${base}/users`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-api-key': KEYS[acme] ?? '' },
        body: '{"id": ',
      });
      expect(broken.status).toBe(400);
    });
  });

  describe('key-values', () => {
    it.each([{ theme: 'dark', lang: 'en' }, ['a', 1, null], 'text', '123', 'null', 0, 1, true, false, 1.5])(
      'stores %j and gives the same value back, to this tenant only',
      async (value) => {
        expect((await call('PUT', '/key-values/config', { body: { value } })).status).toBe(204);
        expect(await call('GET', '/key-values/config')).toEqual({
          status: 200,
          body: { key: 'config', value },
        });
        expect((await call('GET', '/key-values/config', { key: KEYS[globex] })).status).toBe(404);
      },
    );

    it('lets one of many simultaneous callers create a key', async () => {
      const answers = await Promise.all(
        Array.from({ length: 20 }, async (_unused, index) =>
          call('PUT', '/key-values/lock', { body: { value: index, onlyIfAbsent: true, ttlSeconds: 60 } }),
        ),
      );
      const statuses = answers.map(({ status }) => status);
      expect(statuses.filter((status) => status === 204)).toHaveLength(1);
      expect(statuses.filter((status) => status === 409)).toHaveLength(19);
    });

    it.each([
      [{}, 'value'],
      [{ value: 1, ttlSeconds: -1 }, 'ttlSeconds'],
      [{ value: 1, ttl: 5 }, 'ttl'],
    ])('answers 400 naming the field to %j', async (body, field) => {
      const answer = await call('PUT', '/key-values/refused', { body });
      expect(answer.status).toBe(400);
      expect(JSON.stringify(answer.body)).toContain(field);
      expect((await call('GET', '/key-values/refused')).status).toBe(404);
    });

    it('fails with a typed error where another kind of data lives, and leaves it', async () => {
      const redis = new Redis(inject('redisUrl'), { db: 15 });
      try {
        await redis.rpush(`${acme}:occupied`, 'a', 'b');
        expect(await call('GET', '/key-values/occupied')).toMatchObject({
          status: 500,
          body: { error: 'WRONG_TYPE' },
        });
        const put = await call('PUT', '/key-values/occupied', { body: { value: 1 } });
        expect(put).toMatchObject({ status: 500, body: { error: 'WRONG_TYPE' } });
        expect(await redis.lrange(`${acme}:occupied`, 0, -1)).toEqual(['a', 'b']);
      } finally {
        redis.disconnect();
      }
    });
  });

  it('describes its API', async () => {
    const page = await fetch(`${base}/docs`);
    expect(page.headers.get('content-type')).toContain('text/html');
    const { body } = await call('GET', '/docs-json');
    const { paths } = body as { paths: Record<string, unknown> };
    expect(Object.keys(paths).toSorted()).toEqual([
      '/chat',
      '/conversation/handlers/{handler}',
      '/conversation/handlers/{handler}/merge',
      '/conversation/state',
      '/conversation/states',
      '/dead-letters',
      '/dead-letters/retry',
      '/genie',
      '/health',
      '/health/live',
      '/health/ready',
      '/key-values/{key}',
      '/messages',
      '/metrics',
      '/products',
      '/products/{id}',
      '/redis/agent-state',
      '/redis/agent-state/{threadId}',
      '/redis/agent-state/{threadId}/context',
      '/redis/agent-state/{threadId}/exists',
      '/redis/agent-state/{threadId}/extend-ttl',
      '/redis/agent-state/{threadId}/messages',
      '/redis/agent-state/{threadId}/relevance',
      '/redis/agent-state/{threadId}/ttl',
      '/redis/agent-states',
      '/redis/agent-states/recent',
      '/redis/cleanup-expired',
      '/rows/{pk}',
      '/schedule-work',
      '/schedule-work/{action}/{identifier}',
      '/tables/{table}/rows',
      '/tables/{table}/rows/{pk}',
      '/tenants/current',
      '/threads/{threadId}/events',
      '/tools',
      '/tools/execute',
      '/users',
      '/users/{id}',
      '/users/{id}/logins',
      '/users/{id}/tags',
    ]);
  });
});
