import { HealthIndicatorService } from '@nestjs/terminus';
import type { CoreModuleOptions } from '../../../libs/redis/src/config/module-options.js';
import type { RedisConnectionManager } from '../../../libs/redis/src/connections/redis-connection.manager.js';
import { RedisHealthIndicator } from '../../../libs/redis/src/health/redis-health.indicator.js';
import { connect } from '../../support/topologies.js';
import { tenantScope } from '../../support/tenant-scope.js';
import { triggerFixture, type TriggerFixture } from '../expiry/repository/trigger-fixture.js';

/** Pools that give up soon, and their health. */
export interface HealthFixture {
  readonly manager: RedisConnectionManager;
  readonly health: RedisHealthIndicator;
  /** Triggers in a namespace of their own. */
  readonly expiry: TriggerFixture;
}

export async function connectWithHealth(
  options: CoreModuleOptions,
  { clustered = false } = {},
): Promise<HealthFixture> {
  const manager = await connect({ defaults: { commandTimeoutMs: 300, connectTimeoutMs: 300 }, ...options });
  const expiry = triggerFixture(tenantScope(manager, { hashTag: clustered && 'tenant' }));
  const health = new RedisHealthIndicator(new HealthIndicatorService(), manager, expiry.schedule);
  return { manager, expiry, health };
}

/** The result, and how many milliseconds it took. */
export async function timed<T>(work: Promise<T>): Promise<{ readonly result: T; readonly tookMs: number }> {
  const startedAt = performance.now();
  const result = await work;
  return { result, tookMs: performance.now() - startedAt };
}
