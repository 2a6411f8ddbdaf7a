import type { PoolAlias } from '../../common/pool-alias.js';
import type { PoolClients, RedisClient } from '../../connections/pool-clients.js';
import { translateError } from '../../connections/translate-reply.js';
import {
  triggerAdopt,
  type ExpiryListener,
  type ReportedExpiry,
} from '../../scripts/trigger-adopt.script.js';
import { triggerCancel, type CancelledEntries } from '../../scripts/trigger-cancel.script.js';
import { triggerDeadDiscard } from '../../scripts/trigger-dead-discard.script.js';
import { triggerDeadPage, type StoredDeadLetter } from '../../scripts/trigger-dead-page.script.js';
import { triggerDeadRetry } from '../../scripts/trigger-dead-retry.script.js';
import { triggerExtend, type TriggerLease } from '../../scripts/trigger-extend.script.js';
import { triggerGet, type MemberState } from '../../scripts/trigger-get.script.js';
import {
  triggerList,
  type ListedEntry,
  type ListPosition,
  type TriggerQueue,
} from '../../scripts/trigger-list.script.js';
import type { TimeShift, TriggerPartitionKeys } from '../../scripts/trigger-partition-keys.js';
import {
  triggerSchedule,
  type ScheduledEntries,
  type TriggerEntry,
} from '../../scripts/trigger-schedule.script.js';
import { triggerStats, type PartitionNumbers } from '../../scripts/trigger-stats.script.js';
import { triggerTakeOver, type ForeignKey } from '../../scripts/trigger-take-over.script.js';
import { triggerTenants, type TenantNumbers } from '../../scripts/trigger-tenants.script.js';
import { triggerTurn, type TurnArguments, type TurnReply } from '../../scripts/trigger-turn.script.js';

const STATS_ACTIONS = 200;
const STATS_TENANTS = 1_000;
const STATS_QUEUES = 5_000;

/** What a partition needs of its engine. */
export interface TriggerPartitionInit {
  readonly pools: PoolClients;
  readonly pool: PoolAlias;
  readonly prefix: string;
  readonly nudgeChannel: string;
  readonly timeShift: () => TimeShift;
}

/** The scripts of one partition, in terms of members: single steps, each one round trip and atomic. */
export class TriggerPartition {
  readonly #init: TriggerPartitionInit;

  constructor(init: TriggerPartitionInit) {
    this.#init = init;
  }

  /** @param entries up to 1,000, no member twice */
  schedule(entries: readonly TriggerEntry[], keyLingerMs: number | 'none'): Promise<ScheduledEntries> {
    return this.#run('schedule', (client, keys) => triggerSchedule(client, keys, entries, keyLingerMs));
  }

  /** @param members up to 1,000 @param withKeys their TTL keys too, which are on this server */
  cancel(members: readonly string[], withKeys: boolean): Promise<CancelledEntries> {
    return this.#run('cancel', (client, keys) => triggerCancel(client, keys, members, withKeys));
  }

  turn(turn: TurnArguments): Promise<TurnReply> {
    return this.#run('turn', (client, keys) => triggerTurn(client, keys, turn));
  }

  extend(leases: readonly TriggerLease[], leaseMs: number): Promise<ReadonlyArray<number | null>> {
    return this.#run('extend', (client, keys) => triggerExtend(client, keys, leases, leaseMs));
  }

  adopt(listener: ExpiryListener, expiries: readonly ReportedExpiry[]): Promise<boolean[]> {
    return this.#run('adopt', (client, keys) => triggerAdopt(client, keys, listener, expiries));
  }

  takeOver(key: ForeignKey): Promise<boolean> {
    return this.#run('takeOver', (client, keys) => triggerTakeOver(client, keys, key));
  }

  get(member: string): Promise<MemberState> {
    return this.#run('get', (client, keys) => triggerGet(client, keys, member));
  }

  list(queue: TriggerQueue, limit: number, behind: ListPosition | null): Promise<ListedEntry[]> {
    return this.#run('list', (client, keys) => triggerList(client, keys, queue, limit, behind));
  }

  deadLetters(
    tenant: string,
    behind: number,
    limit: number,
  ): Promise<ReadonlyArray<StoredDeadLetter & { readonly id: number }>> {
    return this.#run('deadLetters', (client, keys) => triggerDeadPage(client, keys, tenant, behind, limit));
  }

  retryDead(tenant: string, ids: readonly number[]): Promise<number> {
    return this.#run('retryDead', (client, keys) => triggerDeadRetry(client, keys, tenant, ids));
  }

  discardDead(tenant: string, ids: readonly number[]): Promise<number> {
    return this.#run('discardDead', (client, keys) => triggerDeadDiscard(client, keys, tenant, ids));
  }

  stats(): Promise<PartitionNumbers> {
    return this.#run('stats', (client, keys) => triggerStats(client, keys, STATS_ACTIONS, STATS_TENANTS));
  }

  tenants(): Promise<TenantNumbers> {
    return this.#run('topTenants', (client, keys) =>
      triggerTenants(client, keys, STATS_ACTIONS, STATS_QUEUES),
    );
  }

  #run<T>(
    operation: string,
    script: (client: RedisClient, keys: TriggerPartitionKeys) => Promise<T>,
  ): Promise<T> {
    const { pools, pool, prefix, nudgeChannel, timeShift } = this.#init;
    return script(pools.client(pool), { prefix, nudgeChannel, timeShift: timeShift() }).catch(
      (error: unknown) => {
        throw translateError(error, { operation: `${operation} of triggers`, pool, key: prefix });
      },
    );
  }
}
