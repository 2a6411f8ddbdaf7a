import { Module } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { describe, expect, it } from 'vitest';
import { createPoolProviders, getRedisToken, InjectRedis } from './inject-redis.decorator.js';
import type { PoolClients } from './pool-clients.js';
import { RedisConnectionManager } from './redis-connection.manager.js';

class Dashboard {
  constructor(
    @InjectRedis() readonly main: unknown,
    @InjectRedis('user') readonly users: unknown,
  ) {}
}

const pools = { client: (alias: string) => `client of ${alias}` } satisfies Record<
  keyof Pick<PoolClients, 'client'>,
  unknown
>;

async function resolveDashboard(aliases: readonly string[]): Promise<Dashboard> {
  @Module({
    providers: [
      Dashboard,
      { provide: RedisConnectionManager, useValue: pools },
      ...createPoolProviders(aliases),
    ],
  })
  class TestModule {}
  const moduleRef = await Test.createTestingModule({ imports: [TestModule] }).compile();
  return moduleRef.get(Dashboard, { strict: false });
}

describe('@InjectRedis', () => {
  it('injects the client of each alias, the default one without an argument', async () => {
    const { main, users } = await resolveDashboard(['default', 'user']);
    expect([main, users]).toEqual(['client of default', 'client of user']);
  });

  it('says what to do about an alias that was not declared', async () => {
    await expect(resolveDashboard(['default'])).rejects.toThrow(
      /Redis pool "user".*`pools`.*forRootAsync.*`aliases`/,
    );
  });

  it('tells aliases apart that differ in case', () => {
    expect(getRedisToken('cache')).not.toBe(getRedisToken('Cache'));
  });
});
