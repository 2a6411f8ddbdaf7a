import type { Redis } from 'ioredis';
import type { RedisConnectionManager } from '../../../../libs/redis/src/connections/redis-connection.manager.js';
import { RedisOperations } from '../../../../libs/redis/src/operations/redis-operations.js';
import { UserRepository } from '../../../../libs/redis/src/repositories/user.repository.js';
import { tenantScope } from '../../../support/tenant-scope.js';
import { uniqueName } from '../../../support/unique-name.js';
import { Counter, OwnValue, type Verdict } from './written-values.js';

/** How many callers make calls of each kind at the same time: 500 in all. */
export const CALLERS_OF_KIND = {
  command: 80,
  'repository increment': 80,
  'repository write and read': 80,
  operation: 80,
  pipeline: 60,
  transaction: 60,
  withConnection: 30,
  watch: 30,
} as const;

export type CallKind = keyof typeof CALLERS_OF_KIND;

/** A caller that makes one call after the other. */
export interface Caller {
  readonly kind: CallKind;
  call(): Promise<void>;
}

/** Reads what is stored, past the library. */
export type Reader = Pick<Redis, 'get' | 'hget'>;

/** Callers of one tag share counters; in a cluster a tag is a slot. */
const TAGS = 12;

const POOL = 'default';

/** The callers, and what they remember of what they wrote. */
export class Callers {
  readonly all: Caller[] = [];
  readonly #name = uniqueName('chaos');
  readonly #operations: RedisOperations;
  readonly #users: readonly UserRepository[];
  readonly #counters = new Map<string, Counter>();
  readonly #fields = new Map<string, Counter>();
  readonly #values: OwnValue[] = [];
  readonly #ownFields: OwnValue[] = [];
  #unequalPairs = 0;

  constructor(private readonly manager: RedisConnectionManager) {
    this.#operations = new RedisOperations(manager);
    this.#users = Array.from({ length: TAGS }, (_, tag) => {
      const scope = tenantScope(manager, { tenant: `${this.#name}-${tag}`, hashTag: 'tenant' });
      return new UserRepository(scope);
    });
    for (const [kind, count] of Object.entries(CALLERS_OF_KIND) as [CallKind, number][]) {
      for (let index = 0; index < count; index += 1) {
        this.all.push({ kind, call: this.#callOf(kind, index) });
      }
    }
  }

  /** Compares what is stored with what the callers were told. */
  async verdict(reader: Reader): Promise<Verdict> {
    const verdicts = await Promise.all([
      ...[...this.#counters.values(), ...this.#values].map(async (each) =>
        each.verdict(await reader.get(each.key)),
      ),
      ...[...this.#fields.values(), ...this.#ownFields].map(async (each) =>
        each.verdict(await reader.hget(each.key, 'field')),
      ),
      ...Array.from({ length: TAGS }, async (_, tag): Promise<Verdict> => {
        const [one, other] = await Promise.all([
          reader.get(this.#key(tag, 'a')),
          reader.get(this.#key(tag, 'b')),
        ]);
        return { lost: 0, wrong: one === other ? 0 : 1 };
      }),
    ]);
    return {
      lost: verdicts.reduce((sum, { lost }) => sum + lost, 0),
      wrong: verdicts.reduce((sum, { wrong }) => sum + wrong, this.#unequalPairs),
    };
  }

  /** Acknowledged increments. */
  get increments(): number {
    const counters = [...this.#counters.values(), ...this.#fields.values()];
    return counters.reduce((sum, { acknowledged }) => sum + acknowledged, 0);
  }

  #callOf(kind: CallKind, index: number): () => Promise<void> {
    const tag = index % TAGS;
    const calls: Record<CallKind, () => () => Promise<void>> = {
      command: () => this.#increment(tag, kind, async (key) => this.manager.client(POOL).incr(key)),
      'repository increment': () => this.#repositoryIncrement(tag),
      'repository write and read': () => this.#repositoryWriteAndRead(tag, index),
      operation: () => this.#operation(tag, index),
      pipeline: () =>
        this.#increment(tag, kind, async (key) => {
          const replies = await this.manager.pipeline(POOL, (batch) => batch.incr(key).exists(key));
          return Number(replies[0]);
        }),
      transaction: () => this.#transaction(tag),
      withConnection: () =>
        this.#increment(tag, kind, async (key) =>
          this.manager.withConnection(POOL, async (own) => own.incr(key), { key }),
        ),
      watch: () => this.#watch(tag, index),
    };
    return calls[kind]();
  }

  #increment(tag: number, name: string, send: (key: string) => Promise<number>): () => Promise<void> {
    const counter = this.#counter(tag, name);
    return async () => counter.increment(async () => send(counter.key));
  }

  #repositoryIncrement(tag: number): () => Promise<void> {
    const counter = this.#field(tag, 'counter');
    const users = this.#usersOf(tag);
    return async () =>
      counter.increment(async () => users.incrementField('counter', 'field', 1, { pool: POOL }));
  }

  #repositoryWriteAndRead(tag: number, index: number): () => Promise<void> {
    const users = this.#usersOf(tag);
    const id = `record-${index}`;
    const record = new OwnValue(this.#userKey(tag, id), id);
    this.#ownFields.push(record);
    return async () => {
      await record.write(async (field) => users.upsert(id, { field }, { pool: POOL }));
      await record.read(async () => (await users.get(id, { pool: POOL }))?.['field'] ?? null);
    };
  }

  #operation(tag: number, index: number): () => Promise<void> {
    const value = new OwnValue(this.#key(tag, `value-${index}`), `value-${index}`);
    this.#values.push(value);
    return async () => {
      await value.write(async (text) => this.#operations.set(value.key, text));
      await value.read(async () => this.#operations.get(value.key));
    };
  }

  #transaction(tag: number): () => Promise<void> {
    const a = this.#counter(tag, 'a');
    const b = this.#key(tag, 'b');
    return async () =>
      a.increment(async () => {
        const [one, other] = await this.manager.transaction(POOL, (batch) => batch.incr(a.key).incr(b));
        if (one !== other) this.#unequalPairs += 1;
        return Number(one);
      });
  }

  #watch(tag: number, index: number): () => Promise<void> {
    return this.#increment(tag, `watch-${index}`, async (key) => {
      const { value } = await this.manager.watch(POOL, key, async (connection, transaction) => {
        const next = Number(await connection.get(key)) + 1;
        transaction.set(key, next);
        return next;
      });
      return value;
    });
  }

  #key(tag: number, name: string): string {
    return `{${this.#name}-${tag}}:${name}`;
  }

  #userKey(tag: number, id: string): string {
    return `{${this.#name}-${tag}}:user:${id}`;
  }

  #usersOf(tag: number): UserRepository {
    return this.#users[tag] ?? fail();
  }

  #counter(tag: number, name: string): Counter {
    return shared(this.#counters, this.#key(tag, name));
  }

  #field(tag: number, id: string): Counter {
    return shared(this.#fields, this.#userKey(tag, id));
  }
}

function shared(counters: Map<string, Counter>, key: string): Counter {
  const counter = counters.get(key) ?? new Counter(key);
  counters.set(key, counter);
  return counter;
}

function fail(): never {
  throw new Error('there is no such tenant');
}
