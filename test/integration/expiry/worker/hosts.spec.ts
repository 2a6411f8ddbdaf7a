import { Inject, Injectable, Scope } from '@nestjs/common';
import { REQUEST } from '@nestjs/core';
import { RedisTenants, TenantContext, UserRepository } from '@tenantry/redis';
import { afterEach, describe, expect, it } from 'vitest';
import type { ExpiryEvent } from '../../../../libs/redis/src/expiry/expiry-event.js';
import { OnExpire } from '../../../../libs/redis/src/expiry/on-expire.decorator.js';
import { hostCases } from '../../../support/handler-hosts.js';
import { topologies } from '../../../support/topologies.js';
import { uniqueName } from '../../../support/unique-name.js';
import { TriggerApps } from './trigger-app.js';

const TENANTS = 20;
const USERS = 30;

let instances = 0;

/** Writes down, with whatever tenant its repository has, whose event it got. */
@Injectable()
class Durable {
  readonly id = ++instances;

  constructor(@Inject(UserRepository) protected readonly users: UserRepository) {}

  @OnExpire('durable')
  async handle({ identifier, tenant, payload }: ExpiryEvent): Promise<void> {
    await this.users.upsert(identifier, {
      owner: tenant,
      payload,
      context: TenantContext.require().tenant,
      host: this.id,
    });
  }
}

@Injectable()
class Singleton {
  readonly id = ++instances;

  constructor(@Inject(RedisTenants) private readonly tenants: RedisTenants) {}

  @OnExpire('first')
  @OnExpire('second')
  async handle({ identifier, tenant, payload }: ExpiryEvent): Promise<void> {
    const { users } = this.tenants.current();
    await users.upsert(identifier, { owner: tenant, payload, context: tenant, host: this.id });
  }
}

@Injectable({ scope: Scope.REQUEST })
class RequestScoped extends Durable {
  constructor(
    @Inject(UserRepository) users: UserRepository,
    @Inject(REQUEST) readonly request: ExpiryEvent,
  ) {
    super(users);
  }

  @OnExpire('durable')
  override async handle(event: ExpiryEvent): Promise<void> {
    if (this.request === event) await super.handle(event);
  }
}

@Injectable({ scope: Scope.TRANSIENT })
class Transient {
  readonly id = ++instances;

  constructor(@Inject(RedisTenants) private readonly tenants: RedisTenants) {}

  @OnExpire('transient')
  async handle({ identifier, tenant, payload }: ExpiryEvent): Promise<void> {
    const { users } = this.tenants.current();
    await users.upsert(identifier, { owner: tenant, payload, context: tenant, host: this.id });
  }
}

const cases = [
  ...hostCases(
    { singleton: Singleton, durable: Durable, requestScoped: RequestScoped },
    { tenants: TENANTS, calls: TENANTS * USERS },
  ),
  { name: 'a transient host', providers: [Transient], actions: ['transient'], hosts: TENANTS * USERS },
];

describe.each(topologies)('@OnExpire on $name', (topology) => {
  const apps = new TriggerApps();

  afterEach(async () => apps.close());

  it.each(cases)('runs on $name in the tenant of each trigger', async (host) => {
    const { providers = [], controllers = [], actions, hosts } = host;
    const running = await apps.start({ redis: topology.options(), providers, controllers });
    const tenants = Array.from({ length: TENANTS }, () => uniqueName('acme'));
    const ids = Array.from({ length: USERS }, (_unused, index) => `u${index}`);
    await Promise.all(
      tenants.map(async (tenant) =>
        running.triggersOf(tenant).setMany(
          ids.map((identifier, index) => ({
            action: actions[index % actions.length] ?? '',
            identifier,
            when: { dueAt: new Date() },
            payload: { of: tenant },
          })),
        ),
      ),
    );
    await expect.poll(() => running.events.counters().succeeded, { timeout: 15_000 }).toBe(TENANTS * USERS);
    const usedHosts = new Set<unknown>();
    for (const tenant of tenants) {
      const { users } = running.app.get(RedisTenants).for(tenant);
      for (const record of await Promise.all(ids.map(async (id) => users.get(id)))) {
        expect(record).toMatchObject({ owner: tenant, context: tenant, payload: { of: tenant } });
        usedHosts.add(record?.['host']);
      }
    }
    expect(usedHosts.size).toBe(hosts);
    expect(running.log).toMatchObject({ warnings: [], errors: [] });
  });
});
