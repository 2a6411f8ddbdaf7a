import type { TenantId } from '../../common/tenant-id.js';
import type { ResolvedConfig } from '../../config/resolved-config.js';
import { TriggerKeys } from '../../expiry/engine/trigger-keys.js';
import { KeyFactory } from '../../keys/key-factory.js';
import { ChannelNames } from '../../pubsub/channel-names.js';
import type { PoolUse } from './needed-commands.js';

/** What one of the uses of a pool is tried out with. */
export interface TriedUse {
  readonly use: PoolUse;
  /** A key of this kind. */
  readonly key: string;
  readonly channel: string;
}

/** Stands for ids in keys. */
const SAMPLE = 'doctor';

/** What a pool is used for, with a key of each kind. Pools of the application's own have no known use. */
export function usesOf(
  alias: string,
  config: Pick<ResolvedConfig, 'keys' | 'namespace'>,
  listeners: readonly string[],
  tenant: TenantId,
): TriedUse[] {
  const keys = new KeyFactory(config.keys);
  const channel = new ChannelNames(config.keys).ofTenant(tenant, SAMPLE);
  const uses: TriedUse[] = [];
  const add = (use: PoolUse, ...itsKeys: readonly string[]): void => {
    uses.push(...itsKeys.map((key) => ({ use, key, channel })));
  };
  if (alias === 'default') {
    // A thread stands for values under keys too: their names are the application's own.
    add('records', keys.thread(tenant, SAMPLE));
    add('threads', keys.thread(tenant, SAMPLE));
  }
  if (alias === 'user') add('records', keys.user(tenant, SAMPLE));
  if (alias === 'handlers') {
    add('records', keys.state(tenant, SAMPLE, SAMPLE), keys.tableRow(tenant, SAMPLE, SAMPLE));
    add('queues', keys.batchList(tenant, SAMPLE, SAMPLE, SAMPLE), keys.pendingTenants(SAMPLE));
  }
  if (alias === 'symphony_shared_state') add('records', keys.sharedState(tenant, SAMPLE, SAMPLE));
  if (alias === 'pubsub') uses.push({ use: 'messages', key: '', channel });
  if (listeners.includes(alias)) {
    const engine = new TriggerKeys(keys, config.namespace, alias, 1);
    const nudge = engine.nudgeChannel(0);
    uses.push(
      ...[keys.trigger(tenant, SAMPLE, SAMPLE), `${engine.prefix(0)}due`, engine.meta, engine.actions].map(
        (key): TriedUse => ({ use: 'triggers', key, channel: nudge }),
      ),
    );
  }
  return uses;
}
