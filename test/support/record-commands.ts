import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import type { WriteOptions } from '../../libs/redis/src/repositories/repository-options.js';
import type { UserHandle } from '../../libs/redis/src/repositories/user.handle.js';

type Ttl = NonNullable<WriteOptions['ttlSeconds']> | undefined;
type Fields = Record<string, unknown>;

/** Seconds a test run may take between a write and the look at its expiry. */
const TOLERANCE = 20;

/** What a user record should be: fields and the seconds it was last given to live. */
export class UserModel {
  static readonly DEFAULT_TTL = 500;

  fields: Fields | undefined;
  ttl: number | 'none' = 'none';

  /** The TTL rule, written without looking at the scripts. */
  write(fields: Fields, ttl: Ttl): void {
    const isNew = this.fields === undefined;
    this.fields = fields;
    if (typeof ttl === 'number' || ttl === 'none') this.ttl = ttl;
    else if (isNew) this.ttl = UserModel.DEFAULT_TTL;
    else if (ttl === undefined && this.ttl !== 'none') this.ttl = Math.max(this.ttl, UserModel.DEFAULT_TTL);
  }

  remove(): void {
    this.fields = undefined;
    this.ttl = 'none';
  }
}

/** A call on the real record, what it should answer (an Error: the code it should fail with) and do to the model. */
class RecordCommand implements fc.AsyncCommand<UserModel, UserHandle> {
  constructor(
    private readonly text: string,
    private readonly call: (user: UserHandle) => Promise<unknown>,
    private readonly expected: (model: UserModel) => unknown,
  ) {}

  check(): boolean {
    return true;
  }

  async run(model: UserModel, user: UserHandle): Promise<void> {
    const answer = await this.call(user).catch((error: { code: string }) => new Error(error.code));
    assert.deepEqual(answer, this.expected(model));
    assert.deepEqual(await user.get(), model.fields ?? null);
    const ttl = await user.ttl();
    if (model.fields === undefined || typeof ttl !== 'number') {
      assert.equal(ttl, model.fields === undefined ? null : model.ttl);
    } else {
      assert.ok(
        typeof model.ttl === 'number' && ttl <= model.ttl && ttl > model.ttl - TOLERANCE,
        `ttl is ${ttl}`,
      );
    }
  }

  toString(): string {
    return this.text;
  }
}

const field = fc.constantFrom('a', 'b', 'c');
const value = fc.oneof(
  fc.integer(),
  fc.integer({ min: -3, max: 3 }),
  fc.string(),
  fc.boolean(),
  fc.array(fc.jsonValue({ maxDepth: 1 }), { maxLength: 3 }),
);
const record = fc.dictionary(field, value, { noNullPrototype: true });
const ttl = fc.constantFrom<Ttl>(undefined, undefined, 'keep', 'none', 100, 2_000);

function options(ttlSeconds: Ttl): WriteOptions {
  return ttlSeconds === undefined ? {} : { ttlSeconds };
}

function command(
  name: string,
  args: unknown[],
  call: (user: UserHandle) => Promise<unknown>,
  expected: (model: UserModel) => unknown,
): RecordCommand {
  return new RecordCommand(`${name}(${args.map((arg) => fc.stringify(arg)).join(', ')})`, call, expected);
}

function writeFields(model: UserModel, fields: Fields, ttlSeconds: Ttl): boolean {
  const isNew = model.fields === undefined;
  model.write(fields, ttlSeconds);
  return isNew;
}

/** Arbitrary calls of every method that changes a record. */
export const recordCommands: ReadonlyArray<fc.Arbitrary<fc.AsyncCommand<UserModel, UserHandle>>> = [
  fc.tuple(record, ttl).map(([data, ttlSeconds]) =>
    command(
      'upsert',
      [data, ttlSeconds],
      async (user) => user.upsert(data, options(ttlSeconds)),
      (model) => Object.keys(data).length > 0 && writeFields(model, { ...model.fields, ...data }, ttlSeconds),
    ),
  ),
  fc.tuple(record, ttl).map(([data, ttlSeconds]) =>
    command(
      'set',
      [data, ttlSeconds],
      async (user) => user.set(data, options(ttlSeconds)),
      (model) =>
        Object.keys(data).length === 0
          ? new Error('INVALID_ARGUMENT')
          : writeFields(model, { ...data }, ttlSeconds),
    ),
  ),
  fc.tuple(field, value, ttl).map(([name, data, ttlSeconds]) =>
    command(
      'updateField',
      [name, data, ttlSeconds],
      async (user) => user.updateField(name, data, options(ttlSeconds)),
      (model) => writeFields(model, { ...model.fields, [name]: data }, ttlSeconds),
    ),
  ),
  fc.tuple(field, fc.integer({ min: -5, max: 5 }), ttl).map(([name, by, ttlSeconds]) =>
    command(
      'incrementField',
      [name, by, ttlSeconds],
      async (user) => user.incrementField(name, by, options(ttlSeconds)),
      (model) => {
        const current = model.fields?.[name] ?? 0;
        if (typeof current !== 'number') return new Error('FIELD_TYPE');
        writeFields(model, { ...model.fields, [name]: current + by }, ttlSeconds);
        return current + by;
      },
    ),
  ),
  fc.tuple(field, value, ttl).map(([name, element, ttlSeconds]) =>
    command(
      'appendToList',
      [name, element, ttlSeconds],
      async (user) => user.appendToList(name, element, options(ttlSeconds)),
      (model) => {
        const current = model.fields?.[name] ?? [];
        if (!Array.isArray(current)) return new Error('FIELD_TYPE');
        writeFields(model, { ...model.fields, [name]: [...(current as unknown[]), element] }, ttlSeconds);
        return current.length + 1;
      },
    ),
  ),
  field.map((name) =>
    command(
      'deleteField',
      [name],
      async (user) => user.deleteField(name),
      (model) => {
        if (model.fields === undefined || !(name in model.fields)) return false;
        const { [name]: _removed, ...rest } = model.fields;
        if (Object.keys(rest).length === 0) model.remove();
        else model.fields = rest;
        return true;
      },
    ),
  ),
  fc.constant(
    command(
      'delete',
      [],
      async (user) => user.delete(),
      (model) => {
        const existed = model.fields !== undefined;
        model.remove();
        return existed;
      },
    ),
  ),
  ttl.map((ttlSeconds) =>
    command(
      'renewTtl',
      [ttlSeconds],
      async (user) => user.renewTtl(options(ttlSeconds)),
      (model) => {
        if (model.fields === undefined) return false;
        model.write(model.fields, ttlSeconds);
        return true;
      },
    ),
  ),
];
