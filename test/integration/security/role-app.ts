import { Module, type DynamicModule, type INestApplicationContext, type Provider } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { AgentModule } from '@tenantry/agent';
import {
  OnBatch,
  OnChannelMessage,
  OnExpire,
  RedisModule,
  type BatchEvent,
  type ChannelMessage,
  type ExpiryEvent,
  type RedisModuleOptions,
} from '@tenantry/redis';
import { RedisHealthModule } from '@tenantry/redis/health';
import { INDEXED_FIELDS } from '../../isolation/repository-calls.js';
import { functionHandler } from '../../support/function-handler.js';
import { RecordingLogger } from '../../support/recording-logger.js';

/** The queue that {@link startWorking} handles. */
export const QUEUE = { service: 'mail', entity: 'letter', action: 'send' } as const;

/** A process of an application, and what it does with Redis. */
export interface RoleApp {
  readonly app: INestApplicationContext;
  readonly log: RecordingLogger;
  /** What handlers were called with, in the order of the calls. */
  readonly handled: string[];
}

/** A process without handlers: it serves requests. */
export async function startServing(redis: RedisModuleOptions): Promise<RoleApp> {
  return start(redis, []);
}

/** A process with handlers of every kind. They fail where what they are given ends in `fail`, or `fail once`. */
export async function startWorking(redis: RedisModuleOptions): Promise<RoleApp> {
  const handled: string[] = [];
  const handle = (what: string): void => {
    handled.push(what);
    if (what.endsWith('fail')) throw new Error('on purpose');
    if (what.endsWith('fail once') && handled.filter((each) => each === what).length === 1) {
      throw new Error('on purpose, this time');
    }
  };
  const working = await start({ ...redis, batches: { pollIntervalMs: 20 } }, [
    functionHandler(
      OnExpire('remind', { attempts: 2, backoff: { type: 'fixed', delayMs: 1 } }),
      (event: ExpiryEvent) => handle(`expiry ${event.identifier}`),
    ),
    functionHandler(OnExpire('queue up', { concurrency: 1 }), (event: ExpiryEvent) =>
      handle(`expiry ${event.identifier}`),
    ),
    functionHandler(
      OnBatch({ ...QUEUE, limit: 1, attempts: 2, backoff: { delayMs: 1 } }),
      (event: BatchEvent) => handle(`batch ${String(event.items[0]?.value)}`),
    ),
    functionHandler(OnChannelMessage('orders'), ({ value }: ChannelMessage) =>
      handle(`channel ${String(value)}`),
    ),
  ]);
  return { ...working, handled };
}

@Module({})
class RoleAppModule {}

async function start(redis: RedisModuleOptions, providers: Provider[]): Promise<RoleApp> {
  const log = new RecordingLogger();
  const imports: DynamicModule['imports'] = [
    RedisModule.forRoot({ env: false, configFile: false, logger: log, indexes: INDEXED_FIELDS, ...redis }),
    AgentModule.forRoot({ env: false }),
    RedisHealthModule,
  ];
  const app = await NestFactory.createApplicationContext(
    { module: RoleAppModule, imports, providers },
    { logger: false, abortOnError: false },
  );
  return { app, log, handled: [] };
}
