// The public surface of `@tenantry/redis-testing/nest`: a written list. Everything else is internal.
export type { Duration } from '../clock/duration.js';
export { TriggerClock, type AdvanceOptions } from '../clock/trigger-clock.js';
export { TriggerClockError, type TriggerClockProblem } from '../clock/trigger-clock.error.js';
export type { TriggerRun, TriggerRunOutcome } from '../clock/trigger-run.js';
export {
  expectTenantIsolation,
  type IsolationCheck,
  type IsolationOperation,
  type IsolationReport,
  type IsolationScope,
} from '../isolation/expect-tenant-isolation.js';
export { HOSTILE_IDS } from '../isolation/hostile-ids.js';
export {
  TenantIsolationError,
  type IsolationViolation,
  type UncheckedOperation,
} from '../isolation/tenant-isolation.error.js';
export type { TouchedName } from '../isolation/touched-names.js';
export type {
  RedisTestingAsyncOptions,
  RedisTestingModuleOptions,
  RedisTestingRootOptions,
  TestingServerOptions,
} from './redis-testing-options.js';
export { RedisTestingModule } from './redis-testing.module.js';
export type { StoredKey } from './stored-keys.js';
export { TestRedis, type ProviderToken } from './test-redis.js';
