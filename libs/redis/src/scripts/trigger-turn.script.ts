import type { RedisClient } from '../connections/pool-clients.js';
import { LUA_SOURCES } from './lua.generated.js';
import { RedisScript, type ScriptArgument } from './redis-script.js';
import type { TriggerLease } from './trigger-extend.script.js';
import { partitionKeys, type TriggerPartitionKeys } from './trigger-partition-keys.js';

/** A queue the worker can lease from. */
export interface TurnAction {
  /** As it stands in keys. */
  readonly segment: string;
  readonly free: number;
  readonly maxAttempts: number;
}

/** A key that was found gone, and the due time of its occurrence. */
export interface GoneKey {
  readonly member: string;
  readonly dueMs: number;
}

/** What a turn settles and asks for; times in milliseconds. */
export interface TurnArguments {
  readonly limit: number;
  readonly leaseMs: number;
  /** 0: any number. */
  readonly tenantLimit: number;
  readonly ttlKeys: 'none' | 'here' | 'elsewhere';
  readonly lingerMs: number;
  readonly maxDeadPerTenant: number;
  readonly deadAgeMs: number;
  readonly acks: readonly TriggerLease[];
  readonly retries: ReadonlyArray<TriggerLease & { readonly delayMs: number; readonly counts: boolean }>;
  readonly deferrals: ReadonlyArray<TriggerLease & { readonly dueMs: number }>;
  readonly burials: ReadonlyArray<TriggerLease & { readonly error: string; readonly stack: string }>;
  readonly actions: readonly TurnAction[];
  readonly gone: readonly GoneKey[];
}

/** A lease as the script gives it. */
export interface LeasedTrigger extends TriggerLease {
  readonly dueMs: number;
  readonly attempt: number;
  /** `''` for none. */
  readonly payload: string;
}

/** What a turn answers. */
export class TurnReply {
  readonly nowMs: number;
  /** -1: nothing is pending for these actions. */
  readonly nextMs: number;
  readonly stale: readonly TriggerLease[];
  /** How many triggers were leased. */
  readonly count: number;
  readonly #leases: readonly string[];

  constructor([nowMs, nextMs, stale, leases]: [number, number, string[], string[]]) {
    this.nowMs = nowMs;
    this.nextMs = nextMs;
    this.stale = pairsOf(stale, (member, token) => ({ member, token: Number(token) }));
    this.count = leases.length / 2;
    this.#leases = leases;
  }

  /** What was leased. Read when it is wanted: who takes turns sends the next one before. */
  leased(): LeasedTrigger[] {
    return pairsOf(this.#leases, leasedTrigger);
  }
}

const script = new RedisScript('trigger-turn', 2, LUA_SOURCES.triggerTurn, turnReply).withoutConfirmation();

/** Settles leases and takes new ones, in one round trip. At most 500 leases, 1,000 settlements, 1,000 actions. */
export function triggerTurn(
  client: RedisClient,
  { prefix, timeShift }: TriggerPartitionKeys,
  turn: TurnArguments,
): Promise<TurnReply> {
  const { limit, leaseMs, tenantLimit, ttlKeys, lingerMs, maxDeadPerTenant, deadAgeMs } = turn;
  const args: ScriptArgument[] = [
    ...[timeShift, limit, leaseMs, tenantLimit, ttlKeys, lingerMs, maxDeadPerTenant, deadAgeMs],
  ];
  const acked = membersByToken(turn.acks);
  args.push(acked.size);
  for (const [token, members] of acked) args.push(token, members.length, ...members);
  args.push(turn.retries.length);
  for (const { member, token, delayMs, counts } of turn.retries) {
    args.push(member, token, delayMs, counts ? 1 : 0);
  }
  args.push(turn.deferrals.length);
  for (const { member, token, dueMs } of turn.deferrals) args.push(member, token, dueMs);
  args.push(turn.burials.length);
  for (const { member, token, error, stack } of turn.burials) args.push(member, token, error, stack);
  args.push(turn.actions.length);
  for (const { segment, free, maxAttempts } of turn.actions) args.push(segment, free, maxAttempts);
  for (const { member, dueMs } of turn.gone) args.push(member, dueMs);
  return script.run(client, partitionKeys(prefix), args);
}

function turnReply(reply: unknown): TurnReply {
  return new TurnReply(reply as [number, number, string[], string[]]);
}

/** What was leased together has one token, which need not be sent for each. */
function membersByToken(leases: readonly TriggerLease[]): ReadonlyMap<number, string[]> {
  const byToken = new Map<number, string[]>();
  for (const { member, token } of leases) {
    const members = byToken.get(token);
    if (members === undefined) byToken.set(token, [member]);
    else members.push(member);
  }
  return byToken;
}

function pairsOf<T>(flat: readonly string[], of: (first: string, second: string) => T): T[] {
  const pairs: T[] = [];
  for (let at = 0; at < flat.length; at += 2) pairs.push(of(String(flat[at]), String(flat[at + 1])));
  return pairs;
}

/** @param record `<token>:<attempt>:<due time>:<payload>` */
function leasedTrigger(member: string, record: string): LeasedTrigger {
  // Once per trigger that runs: split() would cost several times as much, and payloads hold colons.
  const afterToken = record.indexOf(':');
  const afterAttempt = record.indexOf(':', afterToken + 1);
  const afterDue = record.indexOf(':', afterAttempt + 1);
  return {
    member,
    token: Number(record.slice(0, afterToken)),
    attempt: Number(record.slice(afterToken + 1, afterAttempt)),
    dueMs: Number(record.slice(afterAttempt + 1, afterDue)),
    payload: record.slice(afterDue + 1),
  };
}
