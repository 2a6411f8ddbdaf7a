import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { RedisModule, RedisTenants, type BatchRepository } from '@tenantry/redis';
import type { Contender } from './contender.js';
import { CHUNK, type Job } from './jobs.js';

/** Ours: claim under a lease, then ack all, with the module's defaults. */
export class TenantryContender implements Contender {
  private constructor(
    private readonly app: INestApplicationContext,
    private readonly batch: BatchRepository,
  ) {}

  static async start(url: string): Promise<TenantryContender> {
    const app = await NestFactory.createApplicationContext(RedisModule.forRoot({ url, env: false }), {
      logger: ['error', 'warn'],
    });
    return new TenantryContender(app, app.get(RedisTenants).for('bench').batch);
  }

  async fill(queue: string, jobs: readonly Job[]): Promise<void> {
    await this.batch.enqueueMany('email', queue, 'send', jobs);
  }

  async consume(queue: string, work: (job: Job) => void): Promise<number> {
    const items = await this.batch.claim('email', queue, 'send', { limit: CHUNK });
    for (const item of items) work(item.value as Job);
    await this.batch.ackAll(items);
    return items.length;
  }

  async close(): Promise<void> {
    await this.app.close();
  }
}
