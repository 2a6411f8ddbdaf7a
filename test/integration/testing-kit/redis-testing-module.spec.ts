import { Module } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import { getRedisToken, RedisConnectionManager, RedisModule, type RedisClient } from '@tenantry/redis';
import { startRedis } from '@tenantry/redis-testing';
import { afterEach, describe, expect, it } from 'vitest';
import { RedisTestingModule, TestRedis, TriggerClock } from '../../../libs/redis-testing/src/nest/index.js';
import { silentLogger } from '../../support/silent-logger.js';
import { kitTopologies, useKitApps } from './kit-app.js';
import { Onboarding, OnboardingModule } from './onboarding.js';

const standalone = { name: 'standalone', clustered: false };

describe.each(kitTopologies)('RedisTestingModule on $name', (topology) => {
  const startApp = useKitApps(topology);

  it.each(['request', 'context'] as const)(
    'runs an application on a real Redis, as the tenants of the test, with injection %s',
    async (injection) => {
      const { redis, clock } = await startApp({ redis: { injection }, imports: [OnboardingModule] });
      const onboarding = await redis.resolve('acme', Onboarding);
      await redis.asTenant('acme', async () => onboarding.signUp('u1', 'Alice'));
      expect(await redis.of('acme').users.get('u1')).toEqual({ name: 'Alice', signedUpBy: 'acme' });
      expect(await redis.of('globex').users.get('u1')).toBeNull();
      expect(await clock.advance('1h')).toMatchObject([{ action: 'send_reminder', outcome: 'succeeded' }]);
      expect(await redis.of('acme').users.getField('u1', 'reminded')).toBe('welcome');
      await redis.flush();
    },
  );

  it('shows what is stored, as it is stored', async () => {
    const { redis, module } = await startApp();
    await redis.flush();
    const { users, batch, keyValue } = redis.of('acme');
    await users.set('u1', { name: 'Alice', age: 3 }, { ttlSeconds: 600 });
    await keyValue.set('motto', 'onwards', { ttlSeconds: 'none' });
    await batch.enqueue('mail', 'users', 'welcome', { to: 'u1' });
    const client = module.get(RedisConnectionManager).client('default');
    const key = (name: string): string => `${topology.clustered ? '{acme}' : 'acme'}:${name}`;
    await client.sadd(key('set'), 'b', 'a');
    await client.zadd(key('zset'), 2, 'b', 1, 'a');
    await client.xadd(key('stream'), '1-1', 'field', 'value');
    await redis.of('globex').users.set('u1', { name: 'Bob' });

    const stored = await redis.contents('acme');
    const found = Object.fromEntries(stored.map((each) => [each.key, each]));
    expect(found[key('user:u1')]).toEqual({
      pool: topology.clustered ? 'default' : 'user',
      key: key('user:u1'),
      type: 'hash',
      ttlSeconds: 600,
      value: { name: 'Alice', age: '3' },
    });
    expect(found[key('motto')]).toMatchObject({ type: 'string', ttlSeconds: null, value: 'onwards' });
    expect(found[key('batch:mail:users:welcome')]).toMatchObject({ type: 'list', value: ['{"to":"u1"}'] });
    expect(found[key('set')]).toMatchObject({ type: 'set', value: ['a', 'b'] });
    expect(found[key('zset')]).toMatchObject({
      type: 'zset',
      value: [
        ['a', 1],
        ['b', 2],
      ],
    });
    expect(found[key('stream')]).toMatchObject({ type: 'stream', value: [['1-1', ['field', 'value']]] });
    expect(stored.some(({ key: name }) => name.includes('globex'))).toBe(false);
    expect((await redis.contents()).some(({ key: name }) => name.includes('globex'))).toBe(true);
  });

  it('is empty after a flush, and goes on', async () => {
    const { redis, clock, on } = await startApp();
    on('remind', () => undefined);
    const { users, triggers } = redis.of('acme');
    await users.set('u1', { name: 'Alice' });
    await triggers.set('remind', 'u1', 60);
    await redis.flush();
    expect(await redis.contents('acme')).toEqual([]);
    expect(await clock.advance('1h')).toEqual([]);
    await triggers.set('remind', 'u1', 60);
    expect(await clock.advance('1h')).toHaveLength(1);
  });

  it('is emptied only when running handlers have ended', async () => {
    const { redis, on } = await startApp();
    const ended: string[] = [];
    on('slow', async ({ identifier }) => {
      await new Promise((resolve) => setTimeout(resolve, 100));
      ended.push(identifier);
    });
    await redis.of('acme').triggers.set('slow', 'u1', 0.001);
    const stateOf = async () => (await redis.of('acme').triggers.get('slow', 'u1'))?.state;
    await expect.poll(stateOf).toBe('running');
    await redis.flush();
    expect(ended).toEqual(['u1']);
    expect(await redis.contents('acme')).toEqual([]);
  });
});

describe('Modules at the same time', () => {
  const startApp = useKitApps(standalone);

  it('share neither keys nor channels', async () => {
    const [one, other] = await Promise.all([
      startApp({ redis: { namespace: 'app' } }),
      startApp({ redis: { namespace: 'app' } }),
    ]);
    await one.redis.of('acme').users.set('u1', { name: 'Alice' });
    expect(await other.redis.of('acme').users.get('u1')).toBeNull();
    const heard: unknown[] = [];
    const subscription = other.redis.of('acme').subscriber.subscribe('news');
    await subscription.ready();
    const listening = (async () => {
      for await (const message of subscription) {
        heard.push(message.value);
        break;
      }
    })();
    await one.redis.of('acme').publisher.publish('news', 'of one');
    await other.redis.of('acme').publisher.publish('news', 'of the other');
    await listening;
    expect(heard).toEqual(['of the other']);
    await other.redis.flush();
    expect(await one.redis.of('acme').users.get('u1')).toEqual({ name: 'Alice' });
  });

  it('share a server they are both given, which outlives them', async () => {
    const server = await startRedis();
    try {
      const [one, other] = await Promise.all([
        startApp({ redis: { server } }),
        startApp({ redis: { server } }),
      ]);
      await one.redis.of('acme').users.set('u1', { name: 'Alice' });
      expect(await other.redis.of('acme').users.get('u1')).toEqual({ name: 'Alice' });
      await Promise.all([one.module.close(), other.module.close()]);
      expect(server.pid).toBeDefined();
    } finally {
      await server.stop();
    }
  });
});

describe('RedisTestingModule', () => {
  const modules: TestingModule[] = [];
  afterEach(async () => {
    await Promise.all(modules.splice(0).map(async (module) => module.close()));
  });

  async function compile(...imports: Parameters<typeof Test.createTestingModule>[0]['imports'] & object) {
    const module = await Test.createTestingModule({ imports }).compile();
    modules.push(module);
    return module;
  }

  it('stops its server with the application, and closes every connection', async () => {
    const module = await compile(RedisTestingModule.forRoot({ logger: silentLogger }));
    await module.init();
    const [server] = module.get(TestRedis).servers;
    expect(server?.pid).toBeDefined();
    const client = module.get(RedisConnectionManager).client('user');
    await module.close();
    expect(server?.pid).toBeUndefined();
    expect(client.status).toBe('end');
  });

  it('takes the other options as RedisModule does, and nothing from the environment', async () => {
    process.env['REDIS_URL'] = 'redis://127.0.0.1:1';
    try {
      const module = await compile(
        RedisTestingModule.forRoot({
          pools: { sessions: { db: 3 } },
          keys: { prefixes: { user: 'member' } },
          ttl: { defaultSeconds: 100 },
          logger: silentLogger,
        }),
      );
      await module.init();
      const sessions = module.get<RedisClient>(getRedisToken('sessions'));
      await sessions.set('acme:session', 'open');
      await module.get(TestRedis).of('acme').users.set('u1', { name: 'Alice' });
      expect(await module.get(TestRedis).contents()).toMatchObject([
        { pool: 'user', key: 'acme:member:u1', ttlSeconds: 100 },
        { pool: 'sessions', key: 'acme:session', value: 'open' },
      ]);
    } finally {
      delete process.env['REDIS_URL'];
    }
  });

  it('takes options from a factory', async () => {
    @Module({ providers: [{ provide: 'TTL', useValue: 77 }], exports: ['TTL'] })
    class SettingsModule {}
    const module = await compile(
      RedisTestingModule.forRootAsync({
        imports: [SettingsModule],
        inject: ['TTL'],
        useFactory: (ttl: number) => ({ ttl: { defaultSeconds: ttl }, logger: silentLogger }),
        injection: 'context',
      }),
    );
    await module.init();
    await module.get(TestRedis).of('acme').users.set('u1', { name: 'Alice' });
    expect(await module.get(TestRedis).contents('acme')).toMatchObject([{ ttlSeconds: 77 }]);
  });

  it('gives its tools to an application that imports RedisModule itself', async () => {
    const server = await startRedis();
    try {
      const redisModule = RedisModule.forRoot({ env: { REDIS_URL: server.url }, logger: silentLogger });
      const module = await compile(redisModule, OnboardingModule, RedisTestingModule.forServer(server));
      await module.init();
      const redis = module.get(TestRedis);
      const onboarding = await redis.resolve('acme', Onboarding);
      await redis.asTenant('acme', async () => onboarding.signUp('u1', 'Alice'));
      expect(await module.get(TriggerClock).advance('1h')).toHaveLength(1);
      await redis.flush();
      expect(await redis.contents('acme')).toEqual([]);
    } finally {
      await Promise.all(modules.splice(0).map(async (module) => module.close()));
      await server.stop();
    }
  });

  it('refuses pools that are elsewhere, which tests would empty', async () => {
    const elsewhere = await startRedis();
    const server = await startRedis();
    try {
      const own = await compile(
        RedisTestingModule.forRoot({ pools: { user: elsewhere.url }, logger: silentLogger }),
      );
      const message = `Pool "user" is at 127.0.0.1:${elsewhere.port}, not on the server of RedisTestingModule`;
      await expect(own.init()).rejects.toThrow(message);
      const app = await compile(
        RedisModule.forRoot({ url: elsewhere.url, env: false, logger: silentLogger }),
        RedisTestingModule.forServer(server),
      );
      await expect(app.get(TestRedis).flush()).rejects.toThrow('not on the server of RedisTestingModule');
      await expect(app.init()).rejects.toThrow('not on the server of RedisTestingModule');
    } finally {
      await Promise.all(modules.splice(0).map(async (module) => module.close()));
      await Promise.all([elsewhere.stop(), server.stop()]);
    }
  });
});
