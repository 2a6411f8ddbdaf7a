import type { CoreModuleOptions } from '../../../libs/redis/src/config/module-options.js';
import { resolveConfig } from '../../../libs/redis/src/config/resolve-config.js';
import { RedisConnectionManager } from '../../../libs/redis/src/connections/redis-connection.manager.js';
import { BatchRepository } from '../../../libs/redis/src/repositories/batch/batch.repository.js';
import { silentLogger } from '../../support/silent-logger.js';
import { tenantScope } from '../../support/tenant-scope.js';
import type { HashTag } from '../../../libs/redis/src/keys/key-options.js';

/** What a consumer in a process of its own is to claim. */
export interface ConsumerTask {
  readonly options: CoreModuleOptions;
  readonly hashTag: HashTag;
  readonly tenant: string;
  readonly name: readonly [service: string, entity: string, action: string];
  readonly limit: number;
  readonly leaseSeconds: number;
  /** How many of the claimed items it acks before it reports. */
  readonly acked: number;
}

/** Claims, acks some, and returns the values of all it claimed. The connections stay open. */
export async function consume(task: ConsumerTask): Promise<unknown[]> {
  const manager = new RedisConnectionManager(resolveConfig({ env: false, ...task.options }), silentLogger);
  await manager.connect();
  const batch = new BatchRepository(tenantScope(manager, { tenant: task.tenant, hashTag: task.hashTag }));
  const items = await batch.claim(...task.name, { limit: task.limit, leaseSeconds: task.leaseSeconds });
  await batch.ackAll(items.slice(0, task.acked));
  return items.map((item) => item.value);
}
