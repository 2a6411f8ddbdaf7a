import type { FactoryProvider, ModuleMetadata } from '@nestjs/common';
import type { RedisModuleOptions, RedisModuleStaticOptions } from '@tenantry/redis';
import type { RedisCluster } from '../cluster/redis-cluster.js';
import type { RedisServer } from '../server/redis-server.js';

/** Which Redis a testing module works on. */
export interface TestingServerOptions {
  /**
   * A server or cluster that you have started and that you stop: modules that are given the same one share its data.
   * @default one of the module's own, stopped with the application
   */
  readonly server?: RedisServer | RedisCluster | undefined;
  /**
   * What kind of server the module starts. A standalone server takes 40 ms, a cluster of three masters two seconds.
   * @default 'standalone'
   */
  readonly topology?: 'standalone' | 'cluster' | undefined;
}

/** What of the module's options is decided by the server, or would read the machine's environment. */
type Decided = 'url' | 'env' | 'configFile' | 'registry';

/**
 * Options of the module, but for those that say where Redis is. On a cluster two of `expiry` have other defaults:
 * `lingerMs` 5,000 and `notifications` `'off'`, because there triggers and their keys are looked after one after the
 * other, which has to go well while the clock stands still.
 */
export type RedisTestingModuleOptions = Omit<RedisModuleOptions, Decided>;

/** Argument of `RedisTestingModule.forRoot`. */
export type RedisTestingRootOptions = RedisTestingModuleOptions &
  RedisModuleStaticOptions &
  TestingServerOptions;

/** Argument of `RedisTestingModule.forRootAsync`. */
export interface RedisTestingAsyncOptions
  extends RedisModuleStaticOptions, TestingServerOptions, Pick<ModuleMetadata, 'imports'> {
  /** What the factory is called with. */
  readonly inject?: NonNullable<FactoryProvider['inject']>;
  /** Makes the options. What it says about the place of Redis is overruled. */
  readonly useFactory: (
    ...dependencies: never[]
  ) => RedisTestingModuleOptions | Promise<RedisTestingModuleOptions>;
}
