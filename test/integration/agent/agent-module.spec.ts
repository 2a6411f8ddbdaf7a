import { Injectable, Inject, Module, type Type } from '@nestjs/common';
import { ContextIdFactory, NestFactory } from '@nestjs/core';
import type { INestApplicationContext } from '@nestjs/common';
import {
  AgentModule,
  AgentStateRepository,
  AgentTenants,
  AgentThreads,
  type AgentModuleOptions,
} from '@tenantry/agent';
import { RedisModule, RedisTenants, type InjectionMode, type RedisModuleOptions } from '@tenantry/redis';
import { afterEach, describe, expect, inject, it } from 'vitest';
import { uniqueName } from '../../support/unique-name.js';
import { human } from './test-agents.js';

@Injectable()
class Assistant {
  constructor(
    @Inject(AgentStateRepository) readonly states: AgentStateRepository,
    @Inject(AgentThreads) readonly threads: AgentThreads,
  ) {}
}

let app: INestApplicationContext | undefined;

async function start(
  agent: Parameters<typeof AgentModule.forRootAsync>[0] | AgentModuleOptions,
  redis: RedisModuleOptions & { injection?: InjectionMode } = {},
  providers: Type[] = [],
): Promise<INestApplicationContext> {
  const agents =
    'useFactory' in agent
      ? AgentModule.forRootAsync(agent)
      : AgentModule.forRoot(agent as AgentModuleOptions);
  @Module({
    imports: [RedisModule.forRoot({ url: inject('redisUrl'), env: false, ...redis }), agents],
    providers,
  })
  class TestAppModule {}
  app = await NestFactory.createApplicationContext(TestAppModule, { logger: false, abortOnError: false });
  return app;
}

afterEach(async () => {
  await app?.close();
  app = undefined;
});

describe('AgentModule', () => {
  it.each(['request', 'context'] as const)(
    'injects what belongs to the tenant, in mode %s',
    async (injection) => {
      const context = await start({ env: false }, { injection }, [Assistant]);
      const tenants = context.get(RedisTenants);
      const [acme, globex] = [uniqueName('acme'), uniqueName('globex')];
      const assistantOf = async (): Promise<Assistant> =>
        injection === 'context'
          ? context.get(Assistant)
          : context.resolve(Assistant, ContextIdFactory.getByRequest({}));
      await Promise.all(
        [acme, globex].map(async (tenant) =>
          tenants.run(tenant, async () => {
            const { states, threads } = await assistantOf();
            await states.create('t1', { own: tenant });
            await threads.save('u1', { main: tenant });
            expect(await states.get('t1')).toMatchObject({ own: tenant });
          }),
        ),
      );
      for (const tenant of [acme, globex]) {
        const { states, threads } = context.get(AgentTenants).for(tenant);
        expect(await states.get('t1')).toMatchObject({ own: tenant });
        expect(await threads.load('u1')).toEqual({ main: tenant });
        expect(await states.count()).toBe(1);
      }
    },
  );

  it('takes its options from a factory and from the environment of the Python service', async () => {
    const env = { REDIS_KEY_PREFIX: 'convo', REDIS_TTL_SECONDS: '100', REDIS_DB: '3' };
    const context = await start(
      { useFactory: () => ({ env, pool: 'agents' as never }) },
      { pools: { agents: { db: 3 } } },
    );
    const { states } = context.get(AgentTenants).for('acme-options');
    await states.set('t1', { messages: [human('x')] });
    const ttl = await states.ttl('t1');
    expect(ttl).toBeGreaterThan(90);
    expect(ttl).toBeLessThanOrEqual(100);
    const runtime = context.get(RedisTenants).for('acme-options').runtime;
    const client = runtime.pools.client('agents');
    expect(client.options).toMatchObject({ db: 3 });
    expect(
      await client.exists(
        'acme-options:convo:t1',
        'acme-options:convo:t1:messages',
        'acme-options:idx:convos',
      ),
    ).toBe(3);
    await states.delete('t1');
  });

  it.each<[string, AgentModuleOptions, string]>([
    [
      'a database that is not the pool’s',
      { env: { REDIS_DB: '3' } },
      'REDIS_DB: expected the database of pool',
    ],
    ['a TTL that is no number', { env: { REDIS_TTL_SECONDS: 'soon' } }, 'REDIS_TTL_SECONDS'],
    ['a TTL of nothing', { env: false, ttlSeconds: 0 }, 'ttlSeconds'],
    ['an option nobody knows', { env: false, ttl: 3 } as AgentModuleOptions, 'ttl'],
    ['a tenant that cannot be one', { env: false, seedDocuments: { tenant: '*' } }, 'seedDocuments.tenant'],
  ])('does not start with %s', async (_what, options, says) => {
    await expect(start(options)).rejects.toMatchObject({
      code: 'INVALID_CONFIGURATION',
      message: expect.stringContaining(says),
    });
  });

  it('does not start with a pool that nobody has described', async () => {
    await expect(start({ env: false, pool: 'nowhere' as never })).rejects.toMatchObject({
      code: 'UNKNOWN_POOL',
    });
  });

  it('refuses a word for keys that other records have', async () => {
    const context = await start({ env: false, keyPrefix: 'user' });
    expect(() => context.get(AgentTenants).for('acme')).toThrow(
      expect.objectContaining({ code: 'INVALID_ARGUMENT' }),
    );
  });

  it('says how its server is', async () => {
    const context = await start({ env: false });
    expect(await context.get(AgentTenants).for('acme').states.healthCheck()).toEqual({
      status: 'healthy',
      latencyMs: expect.any(Number),
      redisVersion: expect.stringMatching(/^\d+\./),
      connectedClients: expect.any(Number),
      usedMemoryBytes: expect.any(Number),
      usedMemoryHuman: expect.stringMatching(/^[\d.]+[KMG]$/),
      keyspace: expect.any(Number),
    });
  });
});
