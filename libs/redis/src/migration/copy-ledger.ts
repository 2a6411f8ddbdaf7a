import { crc32 } from 'node:zlib';
import type { RedisClient } from '../connections/pool-clients.js';

const BUCKETS = 64;
const PAGE = '500';

/** Long enough for any migration, and an abandoned ledger goes by itself. */
const KEPT_SECONDS = 14 * 86_400;

/** What the copy has put somewhere. */
export interface LedgerEntry {
  /** Key or trigger in the target. */
  readonly target: string;
  /** Pool of the source that it comes from. */
  readonly pool: string;
  /** Key or trigger in the source. */
  readonly source: string;
  /** Digest of what was put there. */
  readonly digest: string;
}

/**
 * What the copy has written into one database of the target: kept there, in hashes
 * `migration:<namespace>:<name>:<bucket>`, so that a copy can be stopped and started again, and costs no memory here
 * however many keys there are.
 */
export class CopyLedger {
  constructor(
    private readonly client: RedisClient,
    /** Of the application: keeps apart what is copied for another one. */
    private readonly namespace: string,
    /** Keeps the ledgers of an application apart. */
    private readonly name: string,
  ) {}

  async get(target: string): Promise<LedgerEntry | undefined> {
    const text = await this.client.hget(this.#bucketOf(target), target);
    return text === null ? undefined : entryOf(target, text);
  }

  async put({ target, pool, source, digest }: LedgerEntry): Promise<void> {
    const bucket = this.#bucketOf(target);
    await Promise.all([
      this.client.hset(bucket, target, JSON.stringify([pool, digest, source])),
      this.client.expire(bucket, KEPT_SECONDS),
    ]);
  }

  async forget(target: string): Promise<void> {
    await this.client.hdel(this.#bucketOf(target), target);
  }

  /** Every entry, some at a time. One that is there from the beginning to the end comes at least once. */
  async *pages(): AsyncGenerator<readonly LedgerEntry[]> {
    const buckets = Array.from({ length: BUCKETS }, (_, bucket) => this.#key(bucket));
    const sizes = await Promise.all(buckets.map(async (bucket) => this.client.hlen(bucket)));
    for (const bucket of buckets.filter((_bucket, at) => sizes[at] !== 0)) {
      let cursor = '0';
      do {
        const [next, flat] = await this.client.hscan(bucket, cursor, 'COUNT', PAGE);
        const entries: LedgerEntry[] = [];
        for (let at = 0; at < flat.length; at += 2) entries.push(entryOf(flat[at] ?? '', flat[at + 1] ?? ''));
        if (entries.length > 0) yield entries;
        cursor = next;
      } while (cursor !== '0');
    }
  }

  #bucketOf(target: string): string {
    return this.#key(crc32(target) % BUCKETS);
  }

  #key(bucket: number): string {
    return `migration:${this.namespace}:${this.name}:${bucket}`;
  }
}

function entryOf(target: string, text: string): LedgerEntry {
  const [pool, digest, source]: string[] = JSON.parse(text);
  return { target, pool: pool ?? '', digest: digest ?? '', source: source ?? '' };
}
