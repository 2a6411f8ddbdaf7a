import type { CoreModuleOptions } from '../../../libs/redis/src/config/module-options.js';
import { resolveConfig } from '../../../libs/redis/src/config/resolve-config.js';
import { RedisConnectionManager } from '../../../libs/redis/src/connections/redis-connection.manager.js';
import { RedisPoolEvents } from '../../../libs/redis/src/connections/redis-pool.events.js';
import { ExpiryEvents } from '../../../libs/redis/src/expiry/expiry-events.js';
import { tenantScope } from '../../support/tenant-scope.js';
import { silentLogger } from '../../support/silent-logger.js';
import { triggerFixture, type TriggerFixture } from '../expiry/repository/trigger-fixture.js';

/** Pools and triggers, with everything that metrics are made of. */
export interface MetricsFixture {
  readonly pools: RedisConnectionManager;
  readonly poolEvents: RedisPoolEvents;
  readonly expiryEvents: ExpiryEvents;
  readonly schedule: TriggerFixture['schedule'];
  readonly tenants: { statistics(): { size: number; maxTenants: number; evictions: number } };
  readonly expiry: TriggerFixture;
}

export async function connectWithMetrics(
  options: CoreModuleOptions,
  { clustered = false } = {},
): Promise<MetricsFixture> {
  const poolEvents = new RedisPoolEvents(silentLogger);
  const expiryEvents = new ExpiryEvents(silentLogger);
  const pools = new RedisConnectionManager(
    resolveConfig({ env: false, ...options }),
    silentLogger,
    poolEvents,
  );
  await pools.connect();
  const expiry = triggerFixture(tenantScope(pools, { hashTag: clustered && 'tenant' }));
  return {
    pools,
    poolEvents,
    expiryEvents,
    expiry,
    schedule: expiry.schedule,
    tenants: { statistics: () => ({ size: 3, maxTenants: 10, evictions: 2 }) },
  };
}

/** Lets handlers of triggers begin and end as a worker tells it. */
export function runTrigger(
  { expiryEvents }: Pick<MetricsFixture, 'expiryEvents'>,
  { tenant = 'acme', action = 'remind', lagMs = 3 } = {},
): void {
  const delivery = {
    pool: 'expiry',
    tenant,
    action,
    identifier: 'secret-id',
    runId: 'run',
    attempt: 1,
  } as const;
  expiryEvents.scheduled('expiry', [{ tenant, action }]);
  expiryEvents.began(delivery, lagMs);
  expiryEvents.succeeded(delivery, 20);
  expiryEvents.ended();
}
