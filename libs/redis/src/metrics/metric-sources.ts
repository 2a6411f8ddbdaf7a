import type { FactoryProvider } from '@nestjs/common';
import { RedisConnectionManager } from '../connections/redis-connection.manager.js';
import { RedisPoolEvents } from '../connections/redis-pool.events.js';
import { ExpiryEvents } from '../expiry/expiry-events.js';
import { ExpirySchedule } from '../expiry/expiry-schedule.js';
import { RedisTenants } from '../tenancy/redis-tenants.js';

/** Everything metrics are made of: what happens, and how things are at this moment. */
export interface MetricSources {
  readonly pools: Pick<
    RedisConnectionManager,
    'aliases' | 'client' | 'lostReplicas' | 'poolStatistics' | 'statistics'
  >;
  readonly poolEvents: Pick<RedisPoolEvents, 'on'>;
  readonly expiryEvents: Pick<ExpiryEvents, 'on' | 'counters'>;
  readonly schedule: Pick<ExpirySchedule, 'pools' | 'stats'>;
  readonly tenants: Pick<RedisTenants, 'statistics'>;
}

/** Injection token of {@link MetricSources}. */
export const METRIC_SOURCES = Symbol('tenantry:metric-sources');

/** Takes them from `RedisModule`. */
export const metricSourcesProvider: FactoryProvider<MetricSources> = {
  provide: METRIC_SOURCES,
  inject: [RedisConnectionManager, RedisPoolEvents, ExpiryEvents, ExpirySchedule, RedisTenants],
  useFactory: (
    pools: RedisConnectionManager,
    poolEvents: RedisPoolEvents,
    expiryEvents: ExpiryEvents,
    schedule: ExpirySchedule,
    tenants: RedisTenants,
  ): MetricSources => ({ pools, poolEvents, expiryEvents, schedule, tenants }),
};
