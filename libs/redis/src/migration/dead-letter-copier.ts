import { TriggerKeys } from '../expiry/engine/trigger-keys.js';
import { triggerDeadDiscard } from '../scripts/trigger-dead-discard.script.js';
import { triggerDeadImport } from '../scripts/trigger-dead-import.script.js';
import { triggerDeadPage, type StoredDeadLetter } from '../scripts/trigger-dead-page.script.js';
import type { TriggerPartitionKeys } from '../scripts/trigger-partition-keys.js';
import type { CopyLedger, LedgerEntry } from './copy-ledger.js';
import type { PassTally } from './pass-tally.js';
import { membersOf, partitionOf } from './schedule-keys.js';
import type { ScheduleSide } from './schedule-side.js';

const PAGE = 500;

/** Copies dead letters. Each gets an id of its own in the target, which the ledger knows. */
export class DeadLetterCopier {
  readonly #from: ScheduleSide;
  readonly #to: ScheduleSide;
  readonly #source: TriggerKeys;
  readonly #target: TriggerKeys;

  constructor(
    from: ScheduleSide,
    to: ScheduleSide,
    private readonly ledger: CopyLedger,
  ) {
    this.#from = from;
    this.#to = to;
    this.#source = new TriggerKeys(from.keys, from.namespace, from.pool, from.partitions);
    this.#target = new TriggerKeys(to.keys, to.namespace, to.pool, to.partitions);
  }

  async copy(partition: number, tally: PassTally): Promise<void> {
    const prefix = this.#source.prefix(partition);
    for await (const tenants of membersOf(this.#from.client, `${prefix}deadring`)) {
      for (const tenant of tenants) await this.#copyTenant(partition, tenant, tally);
    }
  }

  /** Removes copies of what was retried or discarded in the source. */
  async removeGone(tally: PassTally): Promise<void> {
    for await (const entries of this.ledger.pages()) {
      for (const entry of entries) await this.#removeIfGone(entry, tally);
    }
  }

  async #copyTenant(partition: number, tenant: string, tally: PassTally): Promise<void> {
    const there = partitionOf(this.#source.prefix(partition));
    let behind = 0;
    for (;;) {
      const letters = await triggerDeadPage(this.#from.client, there, tenant, behind, PAGE);
      for (const letter of letters) await this.#copyLetter(partition, tenant, letter, tally);
      const last = letters.at(-1);
      if (last === undefined || letters.length < PAGE) return;
      behind = last.id;
    }
  }

  async #copyLetter(
    partition: number,
    tenant: string,
    { id, ...letter }: StoredDeadLetter & { readonly id: number },
    tally: PassTally,
  ): Promise<void> {
    const name = this.#source.parse(letter.key);
    if (name === null) {
      tally.unknown(letter.key);
      return;
    }
    const source = JSON.stringify([partition, tenant, id]);
    const isCopied = (await this.ledger.get(source)) !== undefined;
    tally.count('dead letter', isCopied);
    if (isCopied || tally.isVerification) return;
    const key = this.#target.member(name);
    const to = this.#target.partitionOf(key);
    const text = JSON.stringify({ ...letter, key });
    const copy = await triggerDeadImport(this.#to.client, this.#at(to), tenant, text, letter.buriedMs);
    await this.ledger.put({ target: source, pool: this.#from.pool, source, digest: `${to}:${copy}` });
    tally.copied += 1;
  }

  async #removeIfGone({ target, source, digest }: LedgerEntry, tally: PassTally): Promise<void> {
    const [partition, tenant, id]: [number, string, number] = JSON.parse(source);
    const drec = `${this.#source.prefix(partition)}drec:${tenant}`;
    if ((await this.#from.client.hexists(drec, String(id))) === 1) return;
    const [to, copy] = digest.split(':').map(Number);
    if (tally.isVerification) {
      tally.conflict(drec);
      return;
    }
    tally.removed += await triggerDeadDiscard(this.#to.client, this.#at(to ?? 0), tenant, [copy ?? 0]);
    await this.ledger.forget(target);
  }

  /** A partition of the target. */
  #at(partition: number): TriggerPartitionKeys {
    return partitionOf(this.#target.prefix(partition));
  }
}
