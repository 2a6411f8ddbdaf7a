import { inspect } from 'node:util';
import type { LoggerService } from '@nestjs/common';
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base';
import {
  ExpiryEvents,
  ExpirySchedule,
  RedisConnectionManager,
  RedisPoolEvents,
  RedisTenants,
  TenantryError,
  type TenantRedis,
} from '@tenantry/redis';
import { RedisHealthIndicator } from '@tenantry/redis/health';
import { RedisOpenTelemetry } from '@tenantry/redis/metrics/opentelemetry';
import { RedisPrometheusMetrics } from '@tenantry/redis/metrics/prometheus';
import { startRedis, type RedisServer } from '@tenantry/redis-testing';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { uniqueName } from '../../support/unique-name.js';
import { QUEUE, startWorking, type RoleApp } from './role-app.js';

const USER = 'app';
const PASSWORD = 'pa55word-of-the-app';
/** Part of everything that is stored, sent or published. */
const PAYLOAD = 'pay1oad-of-a-user';
const ADMIN_PASSWORD = 'pa55word-of-the-admin';
const SECRETS = [PASSWORD, PAYLOAD, ADMIN_PASSWORD];

/** Whatever is told to anybody, as text. */
const told: string[] = [];

function tell(...what: unknown[]): void {
  told.push(inspect(what, { depth: 12, showHidden: true, maxStringLength: null, maxArrayLength: null }));
}

const logger: LoggerService = { log: tell, warn: tell, error: tell, debug: tell, verbose: tell };

/** Calls that are refused, each with a value that must not be repeated. */
const FAILING_CALLS: Readonly<Record<string, (redis: TenantRedis) => Promise<unknown>>> = {
  'another type': async ({ users }) => users.upsert('of-another-type', { text: PAYLOAD }),
  'a field that is no list': async ({ users }) => users.appendToList('u1', 'text', PAYLOAD),
  'a field that is no number': async ({ users }) => users.incrementField('u1', 'text'),
  'a value that cannot be stored': async ({ users }) => users.set('u1', { text: [PAYLOAD, () => PAYLOAD] }),
  'an argument': async ({ users }) => users.set('u1', { text: PAYLOAD }, { ttlSeconds: -1 }),
};

/** Calls that lack a permission. */
const REFUSED_CALLS: Readonly<Record<string, (redis: TenantRedis) => Promise<unknown>>> = {
  command: async ({ keyValue }) => keyValue.set('settings', PAYLOAD),
  record: async ({ users }) => users.set('u1', { text: PAYLOAD }),
  queue: async ({ batch }) => batch.enqueue('mail', 'letter', 'send', PAYLOAD),
  channel: async ({ publisher }) => publisher.publish('orders', PAYLOAD),
  trigger: async ({ triggers }) => triggers.set('remind', 'u1', 60, { payload: PAYLOAD }),
};

describe('passwords and payloads', () => {
  const spans = new InMemorySpanExporter();
  const tenant = uniqueName('acme');
  let server: RedisServer;
  let role: RoleApp;
  let prometheus: RedisPrometheusMetrics;
  let telemetry: RedisOpenTelemetry;
  let redis: TenantRedis;

  /** Tells why every call fails, which it has to. */
  async function fail(calls: typeof FAILING_CALLS): Promise<void> {
    for (const [what, call] of Object.entries(calls)) {
      const failure: unknown = await call(redis).then(
        () => new Error(`${what} did not fail`),
        (error: unknown) => error,
      );
      expect(failure).toBeInstanceOf(TenantryError);
      tell(failure);
      told.push(JSON.stringify(failure), String(failure));
    }
  }

  async function asAdmin(...command: string[]): Promise<void> {
    const admin = new Redis({ path: server.socketPath, password: ADMIN_PASSWORD });
    try {
      await admin.call(command[0] ?? '', ...command.slice(1));
    } finally {
      admin.disconnect();
    }
  }

  beforeAll(async () => {
    server = await startRedis({
      requirepass: ADMIN_PASSWORD,
      users: [`${USER} on >${PASSWORD} ~* &* +@all`],
      config: ['notify-keyspace-events Ex'],
    });
    const url = `redis://${USER}:${PASSWORD}@127.0.0.1:${server.port}`;
    role = await startWorking({ url, logger, defaults: { commandTimeoutMs: 500, connectTimeoutMs: 500 } });
    const { app } = role;
    const sources = {
      pools: app.get(RedisConnectionManager),
      poolEvents: app.get(RedisPoolEvents),
      expiryEvents: app.get(ExpiryEvents),
      schedule: app.get(ExpirySchedule),
      tenants: app.get(RedisTenants),
    };
    const tracerProvider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(spans)] });
    prometheus = new RedisPrometheusMetrics(sources);
    telemetry = new RedisOpenTelemetry(sources, { tracerProvider, requireParentSpan: false });
    redis = app.get(RedisTenants).for(tenant);
  });
  afterAll(async () => {
    prometheus.stop();
    telemetry.stop();
    await role.app.close();
    await server.stop();
  });

  it('are in no error, log line, health answer, metric or span, whatever happens', async () => {
    const { app, handled } = role;
    const health = app.get(RedisHealthIndicator);
    const look = async (): Promise<void> => {
      tell(await health.pools('pools'), await health.memory('memory'), await health.expiry('expiry'));
      tell(app.get(RedisConnectionManager).statistics(), await prometheus.metrics());
    };
    // What works.
    await redis.users.set('u1', { text: PAYLOAD });
    await redis.keyValue.set('settings', PAYLOAD);
    await redis.triggers.set('remind', `${tenant}-fail`, 0.01, { payload: PAYLOAD });
    await redis.batch.enqueue(QUEUE.service, QUEUE.entity, QUEUE.action, `${PAYLOAD} fail once`);
    // Whoever does not listen yet misses what is published.
    await expect
      .poll(async () => {
        await redis.publisher.publish('orders', `${PAYLOAD} fail`);
        return handled;
      })
      .toContain(`channel ${PAYLOAD} fail`);
    await expect.poll(() => handled).toContain(`batch ${PAYLOAD} fail once`);
    await expect.poll(async () => (await redis.triggers.deadLetters()).letters).toHaveLength(1);
    await look();
    // What the server answers with an error.
    const client = app.get(RedisConnectionManager).client('user');
    await client.lpush(`${tenant}:user:of-another-type`, PAYLOAD);
    await fail(FAILING_CALLS);
    await asAdmin('ACL', 'SETUSER', USER, '-set', '-hset', '-rpush', 'resetchannels');
    await fail(REFUSED_CALLS);
    await look();
    // What is lost on the way: no answer, then no server, then another password.
    server.pause();
    await fail({ 'no answer': REFUSED_CALLS['record'] ?? (async () => undefined) });
    server.resume();
    await server.kill();
    await fail({ 'no server': REFUSED_CALLS['record'] ?? (async () => undefined) });
    await expect.poll(async () => (await health.pools('pools')).pools.status).toBe('down');
    await look();
    await server.restart();
    // The next outage is told only once this one is over.
    await expect.poll(async () => (await health.pools('pools')).pools.down).toEqual([]);
    await asAdmin('ACL', 'SETUSER', USER, 'resetpass', '>another-password');
    await asAdmin('CLIENT', 'KILL', 'USER', USER);
    await expect.poll(() => told.join('\n')).toContain('WRONGPASS');
    await fail({ 'a wrong password': REFUSED_CALLS['record'] ?? (async () => undefined) });
    await look();

    expect(spans.getFinishedSpans().length).toBeGreaterThan(50);
    tell(
      spans
        .getFinishedSpans()
        .map(({ name, attributes, events, status }) => [name, attributes, events, status]),
    );
    const everything = told.join('\n');
    // The search can find something: what is no secret is there.
    expect(everything).toContain(tenant);
    const found = SECRETS.flatMap((secret) => {
      const at = everything.indexOf(secret);
      return at < 0 ? [] : [{ secret, at: everything.slice(Math.max(0, at - 300), at + 50) }];
    });
    expect(found).toEqual([]);
  });
});
