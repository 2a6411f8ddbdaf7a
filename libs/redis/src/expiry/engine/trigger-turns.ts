import type { LeasedTrigger, TurnArguments, TurnReply } from '../../scripts/trigger-turn.script.js';
import type { ResolvedTriggerEngine } from './trigger-engine.options.js';
import type { TriggerKeys } from './trigger-keys.js';
import { sortOutcomes } from './trigger-outcomes.js';
import type { TriggerPartition } from './trigger-partition.js';
import type { ClaimedTrigger, HeldTrigger, Turn, TurnRequest } from './trigger.types.js';
import type { TtlKeys } from './ttl-keys.js';
import { checkTurn } from './turn-arguments.js';

/** What of a lease is left once its TTL key was looked after. */
interface KeptLeases {
  readonly leased: readonly LeasedTrigger[];
  readonly keyErrors: readonly unknown[];
}

/** A turn whose leases are not read before somebody wants them. */
class AnsweredTurn implements Turn {
  readonly nowMs: number;
  readonly nextMs: number | null;
  readonly stale: readonly HeldTrigger[];
  #items: readonly ClaimedTrigger[] | undefined;

  constructor(
    { nowMs, nextMs, stale }: TurnReply,
    readonly count: number,
    readonly keyErrors: readonly unknown[],
    private readonly read: () => readonly ClaimedTrigger[],
  ) {
    this.nowMs = nowMs;
    this.nextMs = nextMs < 0 ? null : nextMs;
    this.stale = stale.map(({ member, token }) => ({ key: member, token }));
  }

  get items(): readonly ClaimedTrigger[] {
    return (this.#items ??= this.read());
  }
}

/** Turns of workers: the script, and in a cluster the TTL keys, which are in other slots. */
export class TriggerTurns {
  constructor(
    private readonly options: ResolvedTriggerEngine,
    private readonly keys: TriggerKeys,
    private readonly ttlKeys: TtlKeys,
  ) {}

  async take(partition: TriggerPartition, index: number, request: TurnRequest): Promise<Turn> {
    checkTurn(request);
    const reply = await partition.turn(this.#arguments(request));
    const claimed = (leased: readonly LeasedTrigger[]): readonly ClaimedTrigger[] =>
      leased.map((lease) => this.#claimed(lease, index, reply.nowMs + request.leaseMs));
    if (this.options.ttlKeys !== 'elsewhere' || reply.count === 0) {
      return new AnsweredTurn(reply, reply.count, [], () => claimed(reply.leased()));
    }
    const { leased, keyErrors } = await this.#claimKeys(partition, reply.leased());
    return new AnsweredTurn(reply, leased.length, keyErrors, () => claimed(leased));
  }

  /** Gives back what another program has set anew; it is to run at the new time. */
  async #claimKeys(partition: TriggerPartition, leased: readonly LeasedTrigger[]): Promise<KeptLeases> {
    // A redelivery has no key of its own: what stands there belongs to the next occurrence.
    const first = leased.filter(({ attempt }) => attempt === 1);
    const claims = await this.ttlKeys.claim(first, this.options.timeShift());
    const keyErrors: unknown[] = [];
    const deferrals: Array<TurnArguments['deferrals'][number]> = [];
    const gone: Array<TurnArguments['gone'][number]> = [];
    for (const [index, { member, token, dueMs }] of first.entries()) {
      const claim = claims[index] ?? 'settled';
      if (claim === 'gone') gone.push({ member, dueMs });
      else if (typeof claim === 'number') deferrals.push({ member, token, dueMs: claim });
      else if (claim !== 'settled') keyErrors.push(claim.error);
    }
    if (deferrals.length + gone.length === 0) return { leased, keyErrors };
    try {
      await partition.turn({ ...this.#arguments(SETTLE_ONLY), deferrals, gone });
    } catch (error) {
      // Whether they were given back is not known. Run now they are too early at worst; left alone, one attempt late.
      return { leased, keyErrors: [...keyErrors, error] };
    }
    const deferred = new Set(deferrals.map(({ member }) => member));
    return { leased: leased.filter(({ member }) => !deferred.has(member)), keyErrors };
  }

  #arguments(request: TurnRequest): TurnArguments {
    const { partitions, ttlKeys, lingerMs, maxDeadPerTenant, deadAgeMs } = this.options;
    const { limit, leaseMs, tenantLimit, actions, outcomes = [] } = request;
    return {
      limit,
      leaseMs,
      tenantLimit: tenantLimit === undefined ? 0 : Math.max(1, Math.ceil(tenantLimit / partitions)),
      ttlKeys,
      lingerMs,
      maxDeadPerTenant,
      deadAgeMs,
      ...sortOutcomes(outcomes),
      deferrals: [],
      actions: actions.map(({ action, free, maxAttempts }) => ({
        segment: this.keys.actionSegment(action),
        free,
        maxAttempts,
      })),
      gone: [],
    };
  }

  #claimed(lease: LeasedTrigger, partition: number, leaseUntilMs: number): ClaimedTrigger {
    const { member, token, attempt, dueMs, payload } = lease;
    const { tenant, action, identifier } = this.keys.parts(member);
    return {
      tenant,
      action,
      identifier,
      key: member,
      partition,
      token,
      attempt,
      dueMs,
      payload: payload === '' ? null : payload,
      leaseUntilMs,
    };
  }
}

const SETTLE_ONLY: TurnRequest = { limit: 0, leaseMs: 0, actions: [] };
