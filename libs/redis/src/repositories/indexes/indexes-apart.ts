import type { LoggerService } from '@nestjs/common';
import { describeKey } from '../../common/describe.js';
import { messageOf } from '../../common/thrown.js';
import type { KeyFactory } from '../../keys/key-factory.js';
import { indexPut } from '../../scripts/index-put.script.js';
import type { StaleEntry } from '../../scripts/index-prune.script.js';
import type { RecordIndexesApart } from '../../scripts/indexed-key.js';
import type { ScriptArgument, ScriptClient } from '../../scripts/redis-script.js';
import { entryText } from './entry-text.js';
import { isBorneOut, pruneApart } from './prune-apart.js';
import { nullIfWrongType } from './read-records.js';

/** One index of one record. */
export interface IndexApart {
  readonly key: string;
  /** Indexed field; undefined for an index of records. */
  readonly field: string | undefined;
  /** What an index of records has the record under. */
  readonly text: string;
  /** What the keys of the records in it begin with. */
  readonly prefix: string;
}

interface StoredTexts {
  /** For each index what it has the record under, or null: nothing. */
  readonly texts: ReadonlyArray<string | null>;
  /** What the record's expiry is; -1 never, -2 there is no record. */
  readonly ttlMs: number;
}

/**
 * The indexes of one record where they are in other slots. Three steps, of which each is atomic: the entries of what
 * is about to be written; the record; the entries of what it holds then. An entry too many does no harm, readers look
 * at the record; so none is missing, whoever stops between the steps. The one exception: a value that only the server
 * computes, of an increment or an appended list, has its entry after the write only.
 */
export class IndexesApart implements RecordIndexesApart {
  constructor(
    private readonly record: string,
    private readonly keys: KeyFactory,
    private readonly indexes: readonly IndexApart[],
    private readonly logger: LoggerService,
  ) {}

  async around<T>(
    client: ScriptClient,
    ttlMs: number,
    written: readonly ScriptArgument[],
    write: () => Promise<T>,
  ): Promise<T> {
    const texts = textsOf(written);
    const [{ texts: before }, ...doubtful] = await Promise.all([
      this.#read(client),
      ...this.indexes.map(async (index) => {
        const text = index.field === undefined ? index.text : texts.get(index.field);
        const entry = text === undefined ? undefined : this.#entry(index, text);
        const probes = await indexPut(client, index.key, ttlMs, entry);
        return probes
          .map((probe) => this.#entryOf(index, probe))
          .filter(({ record }) => record !== this.record);
      }),
    ]);
    const [result] = await Promise.all([write(), this.#prune(client, doubtful.flat())]);
    try {
      const { texts: after } = await this.#putCurrent(client);
      const outdated = before.map((text, at) => (text === after[at] ? null : text));
      await this.#prune(client, this.#entriesOf(outdated));
    } catch (error) {
      this.#warn(`${describeKey(this.record)} is written, but may be missing from its indexes`, error);
    }
    return result;
  }

  async put(client: ScriptClient): Promise<boolean> {
    const { ttlMs } = await this.#putCurrent(client);
    return ttlMs !== -2;
  }

  async shrink(client: ScriptClient, write: () => Promise<boolean>): Promise<boolean> {
    const [{ texts }] = await Promise.all([
      this.#read(client),
      ...this.indexes.map(async ({ key }) => indexPut(client, key, -1, undefined)),
    ]);
    const removed = await write();
    await this.#prune(client, this.#entriesOf(texts));
    return removed;
  }

  /** Entries for what the record holds now. */
  async #putCurrent(client: ScriptClient): Promise<StoredTexts> {
    const stored = await this.#read(client);
    if (stored.ttlMs === -2) return { texts: [], ttlMs: -2 };
    await Promise.all(
      this.#entriesOf(stored.texts).map(async ({ index, text, suffix }) =>
        indexPut(client, index, stored.ttlMs, `${text}\0${suffix}`),
      ),
    );
    return stored;
  }

  /** What each index is to have the record under, as far as it is a record; null: nothing. */
  async #read(client: ScriptClient): Promise<StoredTexts> {
    const fields = this.indexes.flatMap(({ field }) => field ?? []);
    const [values, ttlMs] = await Promise.all([
      fields.length === 0 ? [] : client.call('hmget', [this.record, ...fields]).catch(nullIfWrongType),
      client.call('pttl', [this.record]),
    ]);
    const stored: unknown[] = Array.isArray(values) ? values : [];
    let at = 0;
    const texts = this.indexes.map(({ field, text }) => {
      if (field === undefined) return text;
      const value = stored[at++];
      return typeof value === 'string' ? value : null;
    });
    return { texts, ttlMs: Number(ttlMs) };
  }

  /** Removes what earlier records and values have left; the write does not depend on it. */
  async #prune(client: ScriptClient, entries: readonly StaleEntry[]): Promise<void> {
    try {
      await Promise.all(
        entries.map(async (entry) => {
          if (!(await isBorneOut(client, entry))) await pruneApart(client, entry);
        }),
      );
    } catch (error) {
      this.#warn(`Stale entries stay in the indexes of ${describeKey(this.record)}`, error);
    }
  }

  #entriesOf(texts: ReadonlyArray<string | null>): StaleEntry[] {
    return this.indexes.flatMap((index, at) => {
      const text = texts[at] ?? null;
      return text === null ? [] : [this.#entryOf(index, this.#entry(index, text))];
    });
  }

  #entry({ field, prefix }: IndexApart, text: string): string {
    return `${field === undefined ? text : entryText(text)}\0${this.keys.suffixOf(this.record, prefix)}`;
  }

  /** What an entry says: neither its text nor its suffix holds NUL. */
  #entryOf({ key, field, prefix }: IndexApart, entry: string): StaleEntry {
    const end = entry.lastIndexOf('\0');
    const suffix = entry.slice(end + 1);
    const record = this.keys.recordKey(prefix, suffix);
    return { record, index: key, field, text: entry.slice(0, end), suffix };
  }

  #warn(message: string, error: unknown): void {
    this.logger.warn(`${message}: ${messageOf(error)}`, 'Indexes');
  }
}

function textsOf(written: readonly ScriptArgument[]): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  for (let at = 0; at < written.length; at += 2) texts.set(String(written[at]), String(written[at + 1]));
  return texts;
}
