import { parseTenantId } from '../../../../libs/redis/src/context/tenant-id.js';
import type { TenantId } from '../../../../libs/redis/src/common/tenant-id.js';
import type { RedisClient } from '../../../../libs/redis/src/connections/pool-clients.js';
import type { KeyFactory } from '../../../../libs/redis/src/keys/key-factory.js';
import type { TriggerEngineOptions } from '../../../../libs/redis/src/expiry/engine/trigger-engine.options.js';
import { TriggerEngine } from '../../../../libs/redis/src/expiry/engine/trigger-engine.js';
import type {
  ClaimedTrigger,
  NewTrigger,
  RunnableAction,
  TriggerOutcome,
  TriggerName,
  Turn,
  TurnRequest,
} from '../../../../libs/redis/src/expiry/engine/trigger.types.js';
import type { TestRedis, Topology } from '../../../support/topologies.js';
import { uniqueName } from '../../../support/unique-name.js';

export const LEASE_MS = 30_000;

/** An engine in a namespace of its own, with a clock that tests move. */
export class TestEngine {
  readonly engine: TriggerEngine;
  readonly tenant: TenantId;
  readonly keys: KeyFactory;
  readonly client: RedisClient;
  readonly namespace: string;
  offsetMs = 0;

  constructor(redis: TestRedis, topology: Topology, options: Partial<TriggerEngineOptions> = {}) {
    const { tenantReference, runtime } = redis.scope();
    this.tenant = tenantReference.resolve();
    this.keys = runtime.keys;
    this.client = redis.client('expiry');
    this.namespace = options.namespace ?? uniqueName('app');
    this.engine = new TriggerEngine({
      pools: runtime.pools,
      pool: 'expiry',
      keys: runtime.keys,
      clustered: topology.clustered,
      offsetMs: () => this.offsetMs,
      ...options,
      namespace: this.namespace,
    });
  }

  /** Lets time pass. */
  pass(ms: number): void {
    this.offsetMs += ms;
  }

  name(identifier = 'i1', action = 'remind', tenant: TenantId = this.tenant): TriggerName {
    return { tenant, action, identifier };
  }

  key(identifier = 'i1', action = 'remind'): string {
    return this.keys.trigger(this.tenant, action, identifier);
  }

  /** Schedules one trigger. @returns its due time */
  async set(identifier = 'i1', delayMs = 0, more: Partial<NewTrigger> = {}): Promise<number> {
    const { dueMs } = await this.engine.schedule([{ ...this.name(identifier), when: { delayMs }, ...more }]);
    return dueMs[0] ?? Number.NaN;
  }

  async turn(partition: number, request: Partial<TurnRequest> = {}): Promise<Turn> {
    return this.engine.turn(partition, {
      limit: 100,
      leaseMs: LEASE_MS,
      actions: [runs('remind')],
      ...request,
    });
  }

  /** Claims in every partition once. */
  async claim(request: Partial<TurnRequest> = {}): Promise<ClaimedTrigger[]> {
    const items: ClaimedTrigger[] = [];
    for (let partition = 0; partition < this.engine.partitions; partition++) {
      const turn = await this.turn(partition, { ...request, limit: (request.limit ?? 100) - items.length });
      if (turn.keyErrors.length > 0) throw turn.keyErrors[0];
      items.push(...turn.items);
    }
    return items;
  }

  /** Claims the one trigger that is due. */
  async claimOne(request: Partial<TurnRequest> = {}): Promise<ClaimedTrigger> {
    const [item, ...others] = await this.claim(request);
    if (item === undefined || others.length > 0)
      throw new Error(`${others.length + Number(!!item)} are due, not 1`);
    return item;
  }

  /** Sends outcomes of one partition without claiming. @returns how many were stale */
  async settle(item: ClaimedTrigger, outcome: SettledAs): Promise<number> {
    const { stale } = await this.turn(item.partition, { limit: 0, outcomes: [{ ...outcome, held: item }] });
    return stale.length;
  }

  async ack(item: ClaimedTrigger): Promise<number> {
    return this.settle(item, { kind: 'ack' });
  }

  /** Every key of the engine, which are none once all is over, but for what `exp:...` says. */
  async engineKeys(): Promise<string[]> {
    const nodes = 'nodes' in this.client ? this.client.nodes('master') : [this.client];
    const pages = await Promise.all(nodes.map(async (node) => node.keys(`{exp:${this.namespace}:*`)));
    return pages
      .flat()
      .map((key) => key.replace(/^\{.*\}:/, ''))
      .sort();
  }
}

type WithoutHeld<T> = T extends TriggerOutcome ? Omit<T, 'held'> : never;
export type SettledAs = WithoutHeld<TriggerOutcome>;

/** An action a worker runs. */
export function runs(action: string, more: Partial<RunnableAction> = {}): RunnableAction {
  return { action, free: 1_000, maxAttempts: 3, ...more };
}

export function tenantNamed(prefix: string): TenantId {
  return parseTenantId(uniqueName(prefix));
}
