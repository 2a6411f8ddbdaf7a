import { TriggerKeys } from '../expiry/engine/trigger-keys.js';
import { triggerGet, type MemberState } from '../scripts/trigger-get.script.js';
import { triggerImport } from '../scripts/trigger-import.script.js';
import type { TriggerPartitionKeys } from '../scripts/trigger-partition-keys.js';
import type { CopyLedger, LedgerEntry } from './copy-ledger.js';
import { DeadLetterCopier } from './dead-letter-copier.js';
import type { PassTally } from './pass-tally.js';
import { membersOf, partitionOf } from './schedule-keys.js';
import type { ScheduleSide } from './schedule-side.js';

const NOTHING: MemberState = { scheduled: null, running: null };

/**
 * Copies a schedule trigger by trigger: a trigger's name in it is its key, and the number of partitions may differ.
 * What a worker of the source is running waits in the target for the end of its lease.
 */
export class ScheduleCopier {
  readonly #from: ScheduleSide;
  readonly #to: ScheduleSide;
  readonly #source: TriggerKeys;
  readonly #target: TriggerKeys;
  readonly #deadLetters: DeadLetterCopier;

  constructor(
    from: ScheduleSide,
    to: ScheduleSide,
    private readonly ledger: CopyLedger,
    deadLedger: CopyLedger,
  ) {
    this.#from = from;
    this.#to = to;
    this.#source = new TriggerKeys(from.keys, from.namespace, from.pool, from.partitions);
    this.#target = new TriggerKeys(to.keys, to.namespace, to.pool, to.partitions);
    this.#deadLetters = new DeadLetterCopier(from, to, deadLedger);
  }

  async copy(tally: PassTally): Promise<void> {
    for (let partition = 0; partition < this.#from.partitions; partition++) {
      const prefix = this.#source.prefix(partition);
      const token = Number((await this.#from.client.get(`${prefix}token`)) ?? 0);
      for await (const members of this.#members(prefix)) {
        await Promise.all(members.map(async (member) => this.#copyTrigger(member, prefix, token, tally)));
      }
      await this.#deadLetters.copy(partition, tally);
    }
    await this.#removeGone(tally);
    await this.#deadLetters.removeGone(tally);
    if (!tally.isVerification) await this.#announceActions();
  }

  /** Every member that is scheduled or running; one that changes its place may come twice. */
  async *#members(prefix: string): AsyncGenerator<readonly string[]> {
    const { client } = this.#from;
    for await (const actions of membersOf(client, `${prefix}lanes`)) {
      for (const action of actions) {
        yield* membersOf(client, `${prefix}run:${action}`);
        for await (const tenants of membersOf(client, `${prefix}ring:${action}`)) {
          for (const tenant of tenants) yield* membersOf(client, `${prefix}due:${action}:${tenant}`);
        }
      }
    }
  }

  async #copyTrigger(member: string, prefix: string, token: number, tally: PassTally): Promise<void> {
    const name = this.#source.parse(member);
    if (name === null) {
      tally.unknown(member);
      return;
    }
    const target = this.#target.member(name);
    const there = this.#partitionOf(target);
    const [state, copy, entry] = await Promise.all([
      triggerGet(this.#from.client, partitionOf(prefix), member),
      triggerGet(this.#to.client, there, target),
      this.ledger.get(target),
    ]);
    if (state.scheduled === null && state.running === null) return;
    const isEqual = textOf(state) === textOf(copy);
    tally.count('scheduled trigger', isEqual);
    if (tally.isVerification || (isEqual && entry !== undefined)) return;
    const digest = await triggerImport(this.#to.client, there, target, entry?.digest ?? '', token, state);
    if (digest === '') {
      tally.conflict(target);
      return;
    }
    if (!isEqual) tally.copied += 1;
    await this.ledger.put({ target, pool: this.#from.pool, source: member, digest });
  }

  async #removeGone(tally: PassTally): Promise<void> {
    for await (const entries of this.ledger.pages()) {
      await Promise.all(entries.map(async (entry) => this.#removeIfGone(entry, tally)));
    }
  }

  async #removeIfGone({ target, source, digest }: LedgerEntry, tally: PassTally): Promise<void> {
    const prefix = this.#source.prefix(this.#source.partitionOf(source));
    const state = await triggerGet(this.#from.client, partitionOf(prefix), source);
    if (state.scheduled !== null || state.running !== null) return;
    const there = this.#partitionOf(target);
    const copy = await triggerGet(this.#to.client, there, target);
    const existed = copy.scheduled !== null || copy.running !== null;
    if (tally.isVerification) {
      if (existed) tally.conflict(target);
      return;
    }
    if ((await triggerImport(this.#to.client, there, target, digest, 0, NOTHING)) === '') {
      tally.conflict(target);
      await this.ledger.forget(target);
      return;
    }
    await this.ledger.forget(target);
    if (existed) tally.removed += 1;
  }

  /** Makes the actions of the source known in the target, where listings look for them. */
  async #announceActions(): Promise<void> {
    const actions: string[] = [];
    let cursor = '0';
    do {
      const [next, members] = await this.#from.client.sscan(this.#source.actions, cursor);
      actions.push(...members);
      cursor = next;
    } while (cursor !== '0');
    if (actions.length > 0) await this.#to.client.sadd(this.#target.actions, ...actions);
  }

  #partitionOf(member: string): TriggerPartitionKeys {
    return partitionOf(this.#target.prefix(this.#target.partitionOf(member)));
  }
}

/** What of a state has to be the same in both: a lease becomes a retry. */
function textOf({ scheduled, running }: MemberState): string {
  return JSON.stringify([
    scheduled,
    running && [running.untilMs, running.attempt, running.dueMs, running.payload],
  ]);
}
