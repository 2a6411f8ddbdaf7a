import type { TriggerEngine } from '../../../../libs/redis/src/expiry/engine/trigger-engine.js';
import type {
  ClaimedTrigger,
  TriggerOutcome,
} from '../../../../libs/redis/src/expiry/engine/trigger.types.js';
import { ExpiryEngines } from '../../../../libs/redis/src/expiry/expiry-engines.js';
import type { ExpiryOptions } from '../../../../libs/redis/src/expiry/expiry-options.js';
import { resolveExpiryOptions } from '../../../../libs/redis/src/expiry/resolve-expiry-options.js';
import { ExpirySchedule } from '../../../../libs/redis/src/expiry/expiry-schedule.js';
import { TriggerRepository } from '../../../../libs/redis/src/expiry/repository/trigger.repository.js';
import type { TenantId } from '../../../../libs/redis/src/common/tenant-id.js';
import type { RedisClient } from '../../../../libs/redis/src/connections/pool-clients.js';
import type { KeyFactory } from '../../../../libs/redis/src/keys/key-factory.js';
import type { TenantScope } from '../../../../libs/redis/src/repositories/tenant-scope.js';
import { uniqueName } from '../../../support/unique-name.js';

export interface TriggerFixtureOptions {
  readonly expiry?: ExpiryOptions;
  /** @default one that no other test uses */
  readonly namespace?: string;
}

/** Triggers of a tenant in a namespace of its own, and a worker made by hand. */
export interface TriggerFixture {
  readonly tenant: TenantId;
  readonly namespace: string;
  readonly keys: KeyFactory;
  readonly client: RedisClient;
  readonly engines: ExpiryEngines;
  readonly engine: TriggerEngine;
  readonly triggers: TriggerRepository;
  readonly schedule: ExpirySchedule;
  /** Leases what is due of these actions, in all partitions. */
  readonly claim: (...actions: readonly string[]) => Promise<ClaimedTrigger[]>;
  /** Settles a lease. */
  readonly settle: (claimed: ClaimedTrigger, outcome: OutcomeOf) => Promise<void>;
  /** Makes a dead letter of a trigger; it leases whatever else is due of the action. */
  readonly bury: (
    action: string,
    identifier: string,
    options?: { payload?: unknown; message?: string },
  ) => Promise<void>;
}

type OutcomeOf = TriggerOutcome extends infer One
  ? One extends TriggerOutcome
    ? Omit<One, 'held'>
    : never
  : never;

const LEASE_MS = 60_000;
const MOST_CLAIMED = 100;

/** @param scope of a tenant that is known outside any context */
export function triggerFixture(scope: TenantScope, options: TriggerFixtureOptions = {}): TriggerFixture {
  const { pools, keys } = scope.runtime;
  const namespace = options.namespace ?? uniqueName('app');
  const expiry = resolveExpiryOptions(options.expiry);
  const engines = new ExpiryEngines({ pools, keys, namespace, expiry });
  const pool = engines.defaultPool;
  const engine = engines.engine(pool);
  const triggers = new TriggerRepository(scope, engines);

  const claim = async (...actions: readonly string[]): Promise<ClaimedTrigger[]> => {
    const claimed: ClaimedTrigger[] = [];
    for (let partition = 0; partition < engine.partitions; partition += 1) {
      const { items } = await engine.turn(partition, {
        limit: MOST_CLAIMED,
        leaseMs: LEASE_MS,
        actions: actions.map((action) => ({ action, free: MOST_CLAIMED, maxAttempts: 3 })),
      });
      claimed.push(...items);
    }
    return claimed;
  };

  const settle = async (held: ClaimedTrigger, outcome: OutcomeOf): Promise<void> => {
    const { stale } = await engine.turn(held.partition, {
      limit: 0,
      leaseMs: LEASE_MS,
      actions: [],
      outcomes: [{ ...outcome, held }],
    });
    if (stale.length > 0) throw new Error(`The lease of ${held.key} was lost`);
  };

  return {
    tenant: scope.tenantReference.resolve(),
    namespace,
    keys,
    client: pools.client(pool),
    engines,
    engine,
    triggers,
    schedule: new ExpirySchedule(engines),
    claim,
    settle,
    bury: async (action, identifier, { payload, message = 'it failed' } = {}) => {
      await triggers.set(action, identifier, { dueAt: new Date(0) }, { payload });
      const claimed = (await claim(action)).find((item) => item.identifier === identifier);
      if (claimed === undefined) throw new Error(`${action} of ${identifier} was not due`);
      await settle(claimed, { kind: 'bury', error: { message, stack: 'at somewhere' } });
    },
  };
}
