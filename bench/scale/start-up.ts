import { Inject, Injectable, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { OnExpire } from '@tenantry/redis';
import { redisModule, type Deployment } from './deployment.js';

const ACTION = 'first';
const TENANT = 'start-up';
const RAN = Symbol('ran');

@Injectable()
class FirstHandler {
  constructor(@Inject(RAN) private readonly ran: () => void) {}

  @OnExpire(ACTION)
  async onFirst(): Promise<void> {
    this.ran();
  }
}

/** Milliseconds from nothing to the first trigger that a worker runs, which has been due for a while. */
export async function startUpMs({ server, tenant }: Deployment): Promise<number> {
  await tenant(TENANT).triggers.set(ACTION, 'one', { dueAt: new Date() });
  let startedAt = 0;
  let tellRan = (): void => undefined;
  const ran = new Promise<number>((resolve) => {
    tellRan = () => resolve(performance.now() - startedAt);
  });

  @Module({
    imports: [redisModule(server.url, true)],
    providers: [{ provide: RAN, useValue: () => tellRan() }, FirstHandler],
  })
  class WorkerModule {}

  startedAt = performance.now();
  const app = await NestFactory.createApplicationContext(WorkerModule, { logger: ['error', 'warn'] });
  try {
    return await ran;
  } finally {
    await app.close();
  }
}
