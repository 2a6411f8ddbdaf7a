import type { INestApplication } from '@nestjs/common';
import type { AddressInfo } from 'node:net';
import { inject } from 'vitest';
import type { AppModuleOptions } from '../../src/app.module.js';
import { createApplication } from '../../src/application.js';
import { uniqueName } from '../support/unique-name.js';

/** An answer of the app: its status and its JSON. */
export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

export interface RequestParts {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Sends requests as one tenant, and as one of its users if one is named. */
export type Caller = (method: string, path: string, parts?: RequestParts) => Promise<Answer>;

/** The reference app on the test run's Redis, with two tenants of its own. */
export interface RunningApp {
  readonly app: INestApplication;
  readonly url: string;
  readonly acme: string;
  readonly globex: string;
  as(tenant: string | undefined, userId?: string): Caller;
  close(): Promise<void>;
}

/** @param options of the app; without `redisUrl` it uses the server of the test run */
export async function startApp(options: AppModuleOptions = {}): Promise<RunningApp> {
  const acme = uniqueName('acme');
  const globex = uniqueName('globex');
  const keyOf = (tenant: string): string => `key-of-${tenant}`;
  const saved = process.env['API_KEYS'];
  process.env['API_KEYS'] = `${acme}:${keyOf(acme)},${globex}:${keyOf(globex)}`;
  const restore = (): void => {
    if (saved === undefined) delete process.env['API_KEYS'];
    else process.env['API_KEYS'] = saved;
  };
  try {
    const app = await createApplication({ redisUrl: inject('redisUrl'), ...options });
    await app.listen(0, '127.0.0.1');
    const url = `http://127.0.0.1:${(app.getHttpServer().address() as AddressInfo).port}`;
    return {
      app,
      url,
      acme,
      globex,
      as:
        (tenant, userId) =>
        async (method, path, { body, headers } = {}) =>
          send(method, url + path, body, {
            ...(tenant === undefined ? {} : { 'x-api-key': keyOf(tenant) }),
            ...(userId === undefined ? {} : { 'x-user-id': userId }),
            ...headers,
          }),
      close: async () => app.close(),
    };
  } finally {
    restore();
  }
}

/** A body that is text is sent as it is. */
async function send(
  method: string,
  url: string,
  body: unknown,
  headers: Readonly<Record<string, string>>,
): Promise<Answer> {
  const response = await fetch(url, {
    method,
    headers: { 'content-type': 'application/json', ...headers },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: text === '' ? undefined : (JSON.parse(text) as unknown) };
}

/** Path segments that try to be more than an id. */
export const HOSTILE_IDS = [
  'a%3Ab',
  '*',
  '%3F',
  '%5Ba-z%5D',
  '%7Bglobex%7D',
  '%25',
  '%2F',
  'pkid',
  'line%0Abreak',
  '%F0%9F%98%80',
  '%CC%81e',
  'constructor',
  '__proto__',
];

/** Path segments that no key can hold. */
export const REFUSED_IDS = [
  { why: 'NUL', id: '%00' },
  { why: 'NUL inside', id: 'a%00b' },
  { why: 'half of a surrogate pair', id: '%ED%A0%80' },
  { why: 'half of a character', id: '%E0%A4%A' },
  { why: '10 kB', id: 'x'.repeat(10_000) },
  { why: '2 kB of two-byte characters', id: '%C3%BC'.repeat(1_024) },
];

/** Bodies that are no fields of a record, each with what the answer has to say. */
export const REFUSED_FIELDS = [
  { why: 'nothing', body: undefined, says: 'The body has to' },
  { why: 'a list', body: [], says: 'JSON object' },
  { why: 'a list of objects', body: [{ a: 1 }], says: 'JSON object' },
  { why: 'null', body: 'null', says: 'JSON' },
  { why: 'a text', body: '"text"', says: 'JSON' },
  { why: 'broken JSON', body: '{"a": ', says: 'JSON' },
  { why: 'no field', body: {}, says: '1 to 100 fields, and has 0' },
  {
    why: '101 fields',
    body: Object.fromEntries(Array.from({ length: 101 }, (_unused, index) => [`f${index}`, index])),
    says: '1 to 100 fields, and has 101',
  },
  { why: 'a field without a name', body: { a: 1, '': 1 }, says: 'name of a field' },
  { why: 'NUL in a name', body: { 'a\0b': 1 }, says: 'NUL' },
  { why: 'a name of more than 1 kB', body: { ['f'.repeat(1_025)]: 1 }, says: '1024 bytes' },
  { why: 'a number beyond all', body: '{"fine": 1, "endless": 1e999}', says: 'endless' },
  {
    why: 'lists in lists, too deep',
    body: `{"deep": ${'['.repeat(2_000)}${']'.repeat(2_000)}}`,
    says: 'deep',
  },
];

/** Values that have to come back as they were sent. */
export const FREE_FIELDS = {
  name: 'Widget',
  price: 29.99,
  active: true,
  stock: 0,
  code: '0123',
  truth: 'true',
  nothing: null,
  tags: ['a', 1, null, []],
  nested: { deep: { deeper: [{ a: 1 }] } },
  'field:with %3A': 'x',
  ünïcödé: '😀',
  constructor: 'c',
  empty: '',
};
