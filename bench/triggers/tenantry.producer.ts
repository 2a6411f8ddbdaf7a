import type { INestApplicationContext } from '@nestjs/common';
import { RedisTenants, type TriggerEntry, type TriggerRepository } from '@tenantry/redis';
import type { Producer, TenantryContender } from './contender.js';
import { ACTION, type Reminder } from './reminder.js';
import { startContext, tenantryModule } from './tenantry.application.js';

/** Ours: the repository of an application that schedules and runs nothing. */
export class TenantryProducer implements Producer {
  readonly #app: INestApplicationContext;
  readonly #tenants: RedisTenants;
  readonly #triggers = new Map<string, TriggerRepository>();

  private constructor(app: INestApplicationContext) {
    this.#app = app;
    this.#tenants = app.get(RedisTenants);
  }

  static async start(contender: TenantryContender, url: string): Promise<TenantryProducer> {
    return new TenantryProducer(await startContext(tenantryModule(contender, url, false)));
  }

  async add({ tenant, identifier, dueMs, payload }: Reminder): Promise<unknown> {
    return this.triggersOf(tenant).set(ACTION, identifier, { dueAt: new Date(dueMs) }, { payload });
  }

  /** Takes reminders of one tenant at a time, as the repository does. */
  async addMany(reminders: readonly Reminder[]): Promise<unknown> {
    const byTenant = new Map<string, TriggerEntry[]>();
    for (const { tenant, identifier, dueMs, payload } of reminders) {
      const entry = { action: ACTION, identifier, when: { dueAt: new Date(dueMs) }, payload };
      const entries = byTenant.get(tenant);
      if (entries === undefined) byTenant.set(tenant, [entry]);
      else entries.push(entry);
    }
    return Promise.all(
      [...byTenant].map(async ([tenant, entries]) => this.triggersOf(tenant).setMany(entries)),
    );
  }

  /** A tenant's triggers, as a repository that was injected once. */
  triggersOf(tenant: string): TriggerRepository {
    const known = this.#triggers.get(tenant);
    if (known !== undefined) return known;
    const { triggers } = this.#tenants.for(tenant);
    this.#triggers.set(tenant, triggers);
    return triggers;
  }

  async close(): Promise<void> {
    await this.#app.close();
  }
}
