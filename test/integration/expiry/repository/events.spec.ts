import { NestFactory } from '@nestjs/core';
import { ExpiryEvents, RedisModule, RedisTenants } from '@tenantry/redis';
import { describe, expect, it } from 'vitest';
import { topologies } from '../../../support/topologies.js';
import { uniqueName } from '../../../support/unique-name.js';

describe.each(topologies)('What is scheduled on $name', (topology) => {
  it('is told and counted, by tenant and action', async () => {
    const app = await NestFactory.createApplicationContext(
      RedisModule.forRoot({ ...topology.options(), env: false, namespace: uniqueName('events') }),
      { logger: ['error', 'warn'], abortOnError: false },
    );
    try {
      const events = app.get(ExpiryEvents);
      const told: unknown[] = [];
      events.on('scheduled', (event) => told.push(event));
      const tenant = uniqueName('acme');
      const { triggers } = app.get(RedisTenants).for(tenant);
      await triggers.set('remind', 'u1', 600);
      await triggers.setMany([
        { action: 'remind', identifier: 'u2', when: 600 },
        { action: 'remind', identifier: 'u3', when: 600 },
        { action: 'sync', identifier: 'u1', when: 600 },
      ]);
      const event = { pool: 'expiry', tenant };
      expect(told).toEqual([
        { ...event, action: 'remind', count: 1 },
        { ...event, action: 'remind', count: 2 },
        { ...event, action: 'sync', count: 1 },
      ]);
      expect(events.counters().scheduled).toBe(4);
    } finally {
      await app.close();
    }
  });
});
