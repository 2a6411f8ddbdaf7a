import { NestFactory } from '@nestjs/core';
import type { INestApplicationContext } from '@nestjs/common';
import { RedisModule, RedisTenants, type UserRepository } from '@tenantry/redis';
import {
  LIST_FIELD,
  profileOf,
  TENANT,
  TTL_SECONDS,
  USERS,
  type Contender,
  type ListOperations,
  type Operations,
} from './operations.js';

/** Ours: the user repository of an application with the module's defaults. */
export class TenantryContender implements Contender {
  private constructor(
    private readonly app: INestApplicationContext,
    private readonly users: UserRepository,
  ) {}

  static async start(url: string): Promise<TenantryContender> {
    const app = await NestFactory.createApplicationContext(
      RedisModule.forRoot({ url, env: false, ttl: { defaultSeconds: TTL_SECONDS } }),
      { logger: ['error', 'warn'] },
    );
    return new TenantryContender(app, app.get(RedisTenants).for(TENANT).users);
  }

  readonly operations: Operations = {
    upsert: async (index) => this.users.upsert(id(index), profileOf(index)),
    get: async (index) => this.users.get(id(index)),
    updateField: async (index) => this.users.updateField(id(index), 'score', index + 1),
    getField: async (index) => this.users.getField(id(index), 'email'),
    incrementField: async (index) => this.users.incrementField(id(index), 'loginCount', 1),
  };

  readonly lists: ListOperations = {
    reset: async (index, list) => this.users.upsert(`list-${index}`, { [LIST_FIELD]: list }),
    append: async (index, element) => this.users.appendToList(`list-${index}`, LIST_FIELD, element),
  };

  async close(): Promise<void> {
    await this.app.close();
  }
}

function id(index: number): string {
  return String(index % USERS);
}
