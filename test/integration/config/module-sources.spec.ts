import { Test } from '@nestjs/testing';
import { getRedisToken, RedisModule, ServiceLookupError, StaticRegistry } from '@tenantry/redis';
import { describe, expect, inject, it } from 'vitest';
import { silentLogger } from '../../support/silent-logger.js';
/** The server of the tests, as a registry knows it. */
const address = (): { host: string; port: number } => {
  const { hostname: host, port } = new URL(inject('redisUrl'));
  return { host, port: Number(port) };
};
describe('the sources of the module', () => {
  it('are asked for services of a registry, with an alias that only it describes', async () => {
    const module = await Test.createTestingModule({
      imports: [
        RedisModule.forRootAsync({
          aliases: ['prompts'],
          useFactory: () => ({
            env: false as const,
            configFile: false as const,
            logger: silentLogger,
            registry: {
              from: new StaticRegistry({ redis: [address()] }),
              services: { default: 'redis', prompts: { service: 'redis', db: 2 } },
            },
          }),
        }),
      ],
    }).compile();
    await module.init();
    const client = module.get(getRedisToken('prompts'), { strict: false });
    expect(await client.client('INFO')).toMatch(/ db=2 /);
    await module.close();
  });
  it('are asked by forRoot too', async () => {
    const module = await Test.createTestingModule({
      imports: [
        RedisModule.forRoot({
          aliases: ['prompts'],
          env: false,
          configFile: false,
          logger: silentLogger,
          registry: {
            from: new StaticRegistry({ redis: [address()] }),
            services: { default: 'redis', prompts: { service: 'redis', db: 2 } },
          },
        }),
      ],
    }).compile();
    await module.init();
    expect(await module.get(getRedisToken('prompts'), { strict: false }).client('INFO')).toMatch(/ db=2 /);
    await module.close();
  });
  it('stop the start if a service is unknown', async () => {
    await expect(
      Test.createTestingModule({
        imports: [
          RedisModule.forRoot({
            env: false,
            configFile: false,
            registry: { from: new StaticRegistry({}), services: { default: 'redis' } },
          }),
        ],
      }).compile(),
    ).rejects.toThrow(ServiceLookupError);
  });
});
