import type { ModuleMetadata } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import { startCluster, type RedisCluster } from '@tenantry/redis-testing';
import { ExpiryHandlerRegistry, type ExpiryEvent, type OnExpireOptions } from '@tenantry/redis';
import { afterAll, afterEach, beforeAll } from 'vitest';
import {
  RedisTestingModule,
  TestRedis,
  TriggerClock,
  type RedisTestingRootOptions,
} from '../../../libs/redis-testing/src/nest/index.js';
import { silentLogger } from '../../support/silent-logger.js';
import { uniqueName } from '../../support/unique-name.js';

/** An application as users test it. */
export interface KitApp {
  readonly module: TestingModule;
  readonly redis: TestRedis;
  readonly clock: TriggerClock;
  /** Handles an action with a function. */
  readonly on: (action: string, handle: (event: ExpiryEvent) => unknown, options?: OnExpireOptions) => void;
}

export interface KitAppParts extends Pick<ModuleMetadata, 'imports' | 'providers'> {
  readonly redis?: RedisTestingRootOptions;
  /** False: as `compile()` leaves it. @default true */
  readonly isInitialized?: boolean;
}

export interface KitTopology {
  readonly name: string;
  readonly clustered: boolean;
}

export const kitTopologies: readonly KitTopology[] = [
  { name: 'standalone', clustered: false },
  { name: 'cluster', clustered: true },
];

/** Applications that are closed after each test: on a server each; in a cluster, on one, in a namespace each. */
export function useKitApps({ clustered }: KitTopology): (parts?: KitAppParts) => Promise<KitApp> {
  const modules: TestingModule[] = [];
  let cluster: RedisCluster | undefined;
  beforeAll(async () => {
    cluster = clustered ? await startCluster() : undefined;
  });
  afterEach(async () => {
    const closing = modules.splice(0);
    // What the tests of a cluster share is left empty.
    if (clustered) await closing[0]?.get(TestRedis).flush();
    await Promise.all(closing.map(async (module) => module.close()));
  });
  afterAll(async () => cluster?.stop());
  return async ({ redis: options, imports = [], providers = [], isInitialized = true } = {}) => {
    const testing = RedisTestingModule.forRoot({
      logger: silentLogger,
      namespace: uniqueName('kit'),
      server: cluster,
      ...options,
    });
    const module = await Test.createTestingModule({ imports: [testing, ...imports], providers }).compile();
    modules.push(module);
    if (isInitialized) await module.init();
    const registry = module.get(ExpiryHandlerRegistry);
    return {
      module,
      redis: module.get(TestRedis),
      clock: module.get(TriggerClock),
      on: (action, handle, settings) => {
        registry.register(action, async (event) => void (await handle(event)), settings);
      },
    };
  };
}
