import { Injectable, Module } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { startRedis, waitUntil, type RedisServer } from '@tenantry/redis-testing';
import {
  OnExpire,
  RedisConnectionManager,
  RedisModule,
  RedisTenants,
  type ExpiryEvent,
} from '@tenantry/redis';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { silentLogger } from '../../../support/silent-logger.js';

const runs: string[] = [];

@Injectable()
class Reminders {
  @OnExpire('remind')
  remind({ identifier }: ExpiryEvent): void {
    runs.push(identifier);
  }
}

@Module({ providers: [Reminders] })
class FeatureModule {}

describe('an application that starts without its Redis', () => {
  let server: RedisServer;

  beforeEach(async () => {
    runs.length = 0;
    server = await startRedis();
    await server.kill();
  });
  afterEach(async () => server.stop());

  it('does everything as soon as it is there', async () => {
    const module = await Test.createTestingModule({
      imports: [
        RedisModule.forRoot({
          env: false,
          url: server.url,
          defaults: { onStartup: 'degraded', commandTimeoutMs: 500, connectTimeoutMs: 500 },
          logger: silentLogger,
        }),
        FeatureModule,
      ],
    }).compile();
    const app = module.createNestApplication({ logger: false });
    try {
      await app.init();
      const { users, triggers } = app.get(RedisTenants).for('acme');
      await expect(users.upsert('u1', { name: 'Ada' })).rejects.toMatchObject({ statusCode: 503 });
      await server.restart();
      await app.get(RedisConnectionManager).whenConnected('user');
      await expect.poll(async () => users.upsert('u1', { name: 'Ada' }).catch(() => 'failed')).toBe(true);
      await expect
        .poll(async () =>
          triggers.set('remind', 'u1', 0.05).then(
            () => true,
            () => false,
          ),
        )
        .toBe(true);
      await expect.poll(() => runs, { timeout: 10_000 }).toEqual(['u1']);
      // Keys of another program, too, from the moment on that they are listened to.
      const client = app.get(RedisConnectionManager).client('expiry');
      await waitUntil(
        async () => {
          await client.set('acme:EXPTRIGGER:remind:u2', 'x', 'PX', 50, 'NX');
          return runs.includes('u2');
        },
        { timeoutMs: 10_000, everyMs: 100 },
      );
    } finally {
      await app.close();
    }
  });
});
