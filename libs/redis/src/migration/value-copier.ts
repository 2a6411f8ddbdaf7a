import type { RedisClient } from '../connections/pool-clients.js';
import { copyRead, type CopiedValue } from '../scripts/copy-read.script.js';
import { copyWrite } from '../scripts/copy-write.script.js';
import type { CopyLedger, LedgerEntry } from './copy-ledger.js';
import type { PassTally } from './pass-tally.js';
import type { KeyRenaming, RenamedKey } from './key-renaming.js';
import type { TargetIndexes } from './target-indexes.js';

/** A database of the target, and what was copied there. */
export interface CopyPlace {
  readonly client: RedisClient;
  readonly ledger: CopyLedger;
}

/** Where the keys of one pool of the source go. */
export interface CopyRoute {
  /** Pool of the source. */
  readonly pool: string;
  readonly source: RedisClient;
  /** Where keys of a kind go. */
  readonly targetOf: (kind: string) => CopyPlace;
}

type RenamedValue = Extract<RenamedKey, { readonly as: 'value' }>;

/** Servers without PEXPIRETIME tell an expiry only to about a millisecond. */
const EXPIRY_TOLERANCE_MS = 5;

/** Characters that stand for bytes that are no UTF-8. */
const REPLACEMENT_CHARACTER = '\uFFFD';

/** Copies values key by key: compares, then writes what differs. */
export class ValueCopier {
  /** Whether records that are the same are put into their indexes too: a field has turned out to be indexed. */
  reindexes = false;
  /** Whether an index of the source has named such a field since. */
  hasLearned = false;

  constructor(
    private readonly renaming: KeyRenaming,
    private readonly indexes: TargetIndexes,
    private readonly includesUnknown: boolean,
  ) {}

  /** Copies one key of the source, or removes its copy if the key is gone. */
  async copy(route: CopyRoute, key: string, tally: PassTally): Promise<void> {
    const renamed = this.renaming.rename(key);
    switch (renamed.as) {
      case 'schedule':
        return;
      case 'index':
        if (this.indexes.learn(renamed.parsed)) this.hasLearned = true;
        return;
      case 'unknown':
        if (!this.includesUnknown || key.includes(REPLACEMENT_CHARACTER)) {
          tally.unknown(key);
          return;
        }
        return this.#copyValue(route, key, { as: 'value', kind: 'unknown', key, parsed: null }, tally);
      default:
        return this.#copyValue(route, key, renamed, tally);
    }
  }

  /** Removes copies whose keys the source no longer has. */
  async removeGone(route: CopyRoute, entry: LedgerEntry, tally: PassTally): Promise<void> {
    if ((await route.source.exists(entry.source)) === 1) return;
    const renamed = this.renaming.rename(entry.source);
    await this.#remove(route, entry, renamed.as === 'value' ? renamed : undefined, tally);
  }

  async #copyValue(route: CopyRoute, key: string, renamed: RenamedValue, tally: PassTally): Promise<void> {
    const { client, ledger } = route.targetOf(renamed.kind);
    const [value, copy, entry] = await Promise.all([
      copyRead(route.source, key, false),
      copyRead(client, renamed.key, false),
      ledger.get(renamed.key),
    ]);
    if (value.digest === '') {
      if (entry !== undefined) await this.#remove(route, entry, renamed, tally);
      return;
    }
    const isEqual = value.digest === copy.digest && isSameTime(value.expiresAtMs, copy.expiresAtMs);
    tally.count(renamed.kind, isEqual);
    if (entry !== undefined && entry.pool !== route.pool && !isEqual) {
      tally.conflict(renamed.key);
      return;
    }
    if (tally.isVerification) {
      const isOthers = copy.digest !== '' && copy.digest !== entry?.digest;
      if (!isEqual && isOthers) tally.conflict(renamed.key);
      return;
    }
    if (!isEqual) {
      const written = await this.#write(route, key, renamed, entry?.digest ?? '');
      if (written === undefined) tally.conflict(renamed.key);
      else if (written.digest !== '') tally.copied += 1;
      return;
    }
    if (entry?.digest !== value.digest || this.reindexes) {
      await this.#settle(route, key, renamed, value.digest);
    }
  }

  /** @returns what was written; undefined if another program's value is there */
  async #write(
    route: CopyRoute,
    key: string,
    renamed: RenamedValue,
    previous: string,
  ): Promise<CopiedValue | undefined> {
    const value = await copyRead(route.source, key, true);
    if (value.digest === '') return value;
    const { client } = route.targetOf(renamed.kind);
    if (!(await copyWrite(client, renamed.key, previous, value))) return undefined;
    await this.#settle(route, key, renamed, value.digest);
    return value;
  }

  /** What follows a write. The ledger comes last: without its entry all of it is done again. */
  async #settle(route: CopyRoute, key: string, renamed: RenamedValue, digest: string): Promise<void> {
    const { client, ledger } = route.targetOf(renamed.kind);
    if (renamed.parsed !== null) await this.indexes.update(client, renamed.key, renamed.parsed);
    await ledger.put({ target: renamed.key, pool: route.pool, source: key, digest });
  }

  async #remove(
    route: CopyRoute,
    entry: LedgerEntry,
    renamed: RenamedValue | undefined,
    tally: PassTally,
  ): Promise<void> {
    const { client, ledger } = route.targetOf(renamed?.kind ?? 'unknown');
    if (entry.pool !== route.pool) return;
    if (tally.isVerification) {
      // What has expired in both is not left over.
      if ((await client.exists(entry.target)) === 1) tally.conflict(entry.target);
      return;
    }
    const existed = (await client.exists(entry.target)) === 1;
    if (!(await copyWrite(client, entry.target, entry.digest, undefined))) {
      tally.conflict(entry.target);
      await ledger.forget(entry.target);
      return;
    }
    if (renamed !== undefined && renamed.parsed !== null) {
      await this.indexes.update(client, entry.target, renamed.parsed);
    }
    await ledger.forget(entry.target);
    if (existed) tally.removed += 1;
  }
}

function isSameTime(one: number, other: number): boolean {
  if (one < 0 || other < 0) return one === other;
  return Math.abs(one - other) <= EXPIRY_TOLERANCE_MS;
}
