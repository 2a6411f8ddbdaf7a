// For Node's own test runner: nothing here knows Vitest.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import 'reflect-metadata';
import { Test } from '@nestjs/testing';
import {
  expectTenantIsolation,
  RedisTestingModule,
  TestRedis,
  TriggerClock,
} from '../../../../libs/redis-testing/src/nest/index.js';
import { Onboarding, OnboardingModule } from '../onboarding.js';

await test('Onboarding', async (suite) => {
  const module = await Test.createTestingModule({
    imports: [RedisTestingModule.forRoot(), OnboardingModule],
  }).compile();
  await module.init();
  const redis = module.get(TestRedis);
  suite.afterEach(async () => redis.flush());
  suite.after(async () => module.close());

  await suite.test('reminds new users after an hour', async () => {
    const onboarding = await redis.resolve('acme', Onboarding);
    await redis.asTenant('acme', async () => onboarding.signUp('u1', 'Alice'));
    const runs = await module.get(TriggerClock).advance('1h');
    assert.deepEqual(
      runs.map(({ action, outcome }) => [action, outcome]),
      [['send_reminder', 'succeeded']],
    );
    assert.equal(await redis.of('acme').users.getField('u1', 'reminded'), 'welcome');
  });

  await suite.test('starts each test without records', async () => {
    assert.deepEqual(await redis.contents('acme'), []);
  });

  await suite.test('keeps tenants apart', async () => {
    await expectTenantIsolation(redis, {
      operations: {
        signUp: async ({ resolve }, id) => (await resolve(Onboarding)).signUp(id, 'Alice'),
      },
    });
  });
});
