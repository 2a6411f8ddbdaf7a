import { Inject, Injectable, Scope } from '@nestjs/common';
import { REQUEST } from '@nestjs/core';
import { RedisTenants, TenantContext, UserRepository } from '@tenantry/redis';
import { afterEach, describe, expect, it } from 'vitest';
import type { BatchEvent } from '../../../libs/redis/src/batches/batch-event.js';
import { OnBatch } from '../../../libs/redis/src/batches/on-batch.decorator.js';
import { hostCases } from '../../support/handler-hosts.js';
import { topologies } from '../../support/topologies.js';
import { uniqueName } from '../../support/unique-name.js';
import { startWorkerApp, type WorkerApp } from './worker-app.js';

const TENANTS = 20;
const ITEMS = 60;
const LIMIT = 7;
const CALLS = TENANTS * Math.ceil(ITEMS / LIMIT);

const service = uniqueName('hosts');
let instances = 0;

/** Writes down, with whatever tenant its repository has, who was said to own an item. */
@Injectable()
class Durable {
  readonly id = ++instances;

  constructor(@Inject(UserRepository) protected readonly users: UserRepository) {}

  @OnBatch({ service, entity: 'user', action: 'durable', limit: LIMIT })
  async handle(event: BatchEvent<string>): Promise<void> {
    await Promise.all(
      event.items.map(async ({ value }) =>
        this.users.upsert(value, {
          owner: event.tenant,
          context: TenantContext.require().tenant,
          host: this.id,
        }),
      ),
    );
  }
}

@Injectable()
class Singleton {
  readonly id = ++instances;

  constructor(@Inject(RedisTenants) private readonly tenants: RedisTenants) {}

  @OnBatch({ service, entity: 'user', action: 'first', limit: LIMIT })
  @OnBatch({ service, entity: 'user', action: 'second', limit: LIMIT })
  async handle(event: BatchEvent<string>): Promise<void> {
    const { users } = this.tenants.current();
    for (const { value } of event.items)
      await users.upsert(value, { owner: event.tenant, context: event.tenant, host: this.id });
  }
}

@Injectable({ scope: Scope.REQUEST })
class RequestScoped extends Durable {
  constructor(
    @Inject(UserRepository) users: UserRepository,
    @Inject(REQUEST) readonly request: unknown,
  ) {
    super(users);
  }
}

const cases = hostCases(
  { singleton: Singleton, durable: Durable, requestScoped: RequestScoped },
  { tenants: TENANTS, calls: CALLS },
);

describe.each(topologies)('@OnBatch on $name', (topology) => {
  let worker: WorkerApp | undefined;

  afterEach(async () => {
    await worker?.close();
    worker = undefined;
  });

  it.each(cases)(
    'runs on $name in the tenant of each item',
    async ({ providers, controllers, actions, hosts }) => {
      worker = await startWorkerApp({
        redis: topology.options(),
        providers: providers ?? [],
        controllers: controllers ?? [],
      });
      const { app, batchOf } = worker;
      const tenants = Array.from({ length: TENANTS }, () => uniqueName('acme'));
      const ids = Array.from({ length: ITEMS }, (_unused, index) => `u${index}`);
      await Promise.all(
        tenants.flatMap((tenant) =>
          actions.map(async (action, part) =>
            batchOf(tenant).enqueueMany(
              service,
              'user',
              action,
              ids.filter((_id, index) => index % actions.length === part),
            ),
          ),
        ),
      );
      await expect
        .poll(async () => (await worker?.coordinator.pendingTenants(service))?.tenants.length, {
          timeout: 15_000,
        })
        .toBe(0);
      const usedHosts = new Set<unknown>();
      for (const tenant of tenants) {
        const users = app.get(RedisTenants).for(tenant).users;
        const records = await Promise.all(ids.map(async (id) => users.get(id)));
        for (const record of records) {
          expect(record).toMatchObject({ owner: tenant, context: tenant });
          usedHosts.add(record?.['host']);
        }
      }
      expect(usedHosts.size).toBe(hosts);
      expect(worker.log.errors).toEqual([]);
    },
  );
});
