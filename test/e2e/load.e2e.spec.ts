import autocannon from 'autocannon';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { uniqueName } from '../support/unique-name.js';
import { EventStream } from './event-stream.js';
import { LoadProcess } from './load/load-process.js';
import { LOAD_ROUTES, missingRoutes, nameOf, plainGet, type LoadRoute } from './load/load-routes.js';

const TENANTS = 20;
const CONNECTIONS = 20;
const STREAMS = 10;
const SECONDS = 30;
const FIRST_LOOK_SECONDS = 5;
const MOST_GROWTH_BYTES = 10 * 1024 * 1024;

const megabytes = (bytes: number): string => `${(bytes / 1024 / 1024).toFixed(1)} MB`;

describe(`the app under the load of ${TENANTS} tenants on all routes`, () => {
  const tenants = Array.from({ length: TENANTS }, () => uniqueName('load'));
  let target: LoadProcess;

  beforeAll(async () => {
    const keys = tenants.map((tenant) => `${tenant}:key-of-${tenant}`).join(',');
    target = await LoadProcess.start(inject('redisUrl'), keys);
  });

  afterAll(async () => target.stop());

  it(
    `answers everything for ${SECONDS} s, and its heap does not grow by ${megabytes(MOST_GROWTH_BYTES)}`,
    async () => {
      const documentation: unknown = await (await fetch(`${target.url}/docs-json`)).json();
      const missing = missingRoutes(documentation);
      const added = missing.map(plainGet).filter((route) => route !== undefined);
      expect(missing.filter((name) => plainGet(name) === undefined)).toEqual([]);

      const unexpected = new Map<string, number>();
      let rounds = 0;
      const load = autocannon({
        url: target.url,
        connections: CONNECTIONS,
        duration: SECONDS,
        timeout: 10,
        requests: [...LOAD_ROUTES, ...added].map((route, at) => requestOf(route, at === 0)),
      });
      const abort = AbortSignal.timeout(SECONDS * 1_000);
      const streaming = Array.from({ length: STREAMS }, async (_unused, at) => followThreads(at, abort));
      await sleep(FIRST_LOOK_SECONDS * 1_000);
      const early = await target.heapBytes();
      await sleep((SECONDS - FIRST_LOOK_SECONDS) * 1_000 - 200);
      const late = await target.heapBytes();
      const result = await load;
      const streams = (await Promise.all(streaming)).reduce((sum, count) => sum + count, 0);
      console.log(
        `load: ${result.requests.total} requests (${Math.round(result.requests.average)}/s, p99 ${result.latency.p99} ms), ` +
          `${rounds} rounds over ${LOAD_ROUTES.length + added.length} routes, ${streams} streams; ` +
          `2xx ${result['2xx']}, other ${result.non2xx}, errors ${result.errors}, timeouts ${result.timeouts}; ` +
          `heap after GC ${megabytes(early)} at ${FIRST_LOOK_SECONDS} s, ${megabytes(late)} at ${SECONDS} s`,
      );
      expect(Object.fromEntries(unexpected)).toEqual({});
      expect(result).toMatchObject({ '5xx': 0, non2xx: 0, errors: 0, timeouts: 0, mismatches: 0 });
      expect(rounds).toBeGreaterThan(TENANTS);
      expect(streams).toBeGreaterThan(STREAMS);
      expect(late - early).toBeLessThanOrEqual(MOST_GROWTH_BYTES);

      function requestOf(route: LoadRoute, isFirst: boolean): autocannon.Request {
        return {
          method: route.method,
          setupRequest: (request, context: { round?: number }) => {
            if (isFirst) rounds += 1;
            const round = (context.round ??= rounds);
            const id = `r${round}`;
            return {
              ...request,
              path: route.path(id),
              headers: headersOf(tenants[round % TENANTS] ?? '', id),
              ...(route.body === undefined ? {} : { body: JSON.stringify(route.body(id)) }),
            };
          },
          onResponse: (status, body) => {
            if (status >= 200 && status < 300) return;
            const what = `${status} ${nameOf(route)} ${body.slice(0, 200)}`;
            unexpected.set(what, (unexpected.get(what) ?? 0) + 1);
          },
        };
      }
    },
    (SECONDS + 30) * 1_000,
  );

  /** Opens one stream after the other, and leaves each when something was told. @returns how many */
  async function followThreads(at: number, signal: AbortSignal): Promise<number> {
    let count = 0;
    for (; !signal.aborted; count += 1) {
      const tenant = tenants[(at + count) % TENANTS] ?? '';
      const id = `s${at}-${count}`;
      const stream = await EventStream.open(`${target.url}/threads/${id}/events`, {
        headers: headersOf(tenant, id),
      });
      try {
        await stream.reaches('ready', 1);
        const answer = await fetch(`${target.url}/genie`, {
          method: 'POST',
          headers: headersOf(tenant, id),
          body: JSON.stringify({ message: 'Hello', thread_id: id }),
        });
        if (!answer.ok) throw new Error(`/genie answered ${answer.status}`);
        await stream.reaches('message', 2);
      } finally {
        stream.close();
      }
    }
    return count;
  }
});

function headersOf(tenant: string, userId: string): Record<string, string> {
  return { 'x-api-key': `key-of-${tenant}`, 'x-user-id': userId, 'content-type': 'application/json' };
}
