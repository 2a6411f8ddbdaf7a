import { IsString } from 'class-validator';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { ModelValidationError, UnsupportedValueError } from './codec.errors.js';
import { decodeFields, decodeValue, encodeFields } from './hash-codec.js';
import type { ModelMap, RecordOf } from './models.js';
import { createCodec } from './value-codec.js';

const codec = createCodec('lossless');

class Profile {
  @IsString()
  name!: string;
}

function ownFields(...fields: readonly (readonly [string, string])[]): Record<string, string> {
  return Object.fromEntries(fields);
}

describe('encodeFields', () => {
  it('is flat, as HSET takes it, without undefined fields', () => {
    expect(encodeFields(codec, { name: 'Ann', age: 7, gone: undefined, tags: ['a'], none: null })).toEqual([
      'name',
      'Ann',
      'age',
      '7',
      'tags',
      '["a"]',
      'none',
      'null',
    ]);
    expect(encodeFields(codec, {})).toEqual([]);
  });

  it('names the field of a value that cannot be stored', () => {
    expect(() => encodeFields(codec, { ok: 1, bad: { deep: [Number.NaN] } })).toThrow(
      /^bad\.deep\[0\] cannot/,
    );
  });

  it('refuses a field name that UTF-8 cannot hold', () => {
    expect(() => encodeFields(codec, { 'a\ud800': 1 })).toThrow(UnsupportedValueError);
  });

  it('writes fields of any other name', () => {
    expect(encodeFields(codec, JSON.parse('{"__proto__":1,"constructor":2,"":3}'))).toEqual([
      '__proto__',
      '1',
      'constructor',
      '2',
      '',
      '3',
    ]);
  });
});

describe('decodeFields', () => {
  it('reads each field, with its model where one is given', () => {
    const record = decodeFields(
      codec,
      { profile: '{"name":"Ann"}', other: '{"name":"Ann"}', count: '7', gone: 'null' },
      { profile: Profile, gone: Profile, missing: Profile },
    );
    expect(record).toStrictEqual({
      profile: Object.assign(new Profile(), { name: 'Ann' }),
      other: { name: 'Ann' },
      count: 7,
      gone: null,
    });
  });

  it('fails for the field that does not satisfy its model, by name', () => {
    expect(() => decodeFields(codec, { ok: '1', profile: '{"name":7}' }, { profile: Profile })).toThrow(
      expect.objectContaining({ paths: ['profile.name'] }),
    );
  });

  it('is not poisoned by one hostile field', () => {
    const hostile = ['9'.repeat(5_000), '['.repeat(100_000), `${'['.repeat(5_000)}${']'.repeat(5_000)}`];
    for (const text of hostile) {
      expect(decodeFields(codec, { text, count: '7' })).toEqual({ text, count: 7 });
      expect(() => decodeFields(codec, { text, count: '7' }, { text: Profile })).toThrow(
        ModelValidationError,
      );
    }
  });

  it('takes __proto__ and constructor for ordinary fields without a model', () => {
    const record = decodeFields(codec, ownFields(['__proto__', '{"polluted":1}'], ['constructor', 'x']), {
      profile: Profile,
    });
    expect(Object.entries(record)).toEqual([
      ['__proto__', { polluted: 1 }],
      ['constructor', 'x'],
    ]);
    expect({}).not.toHaveProperty('polluted');
  });
});

describe('types', () => {
  it('give modelled fields their class and leave the others unknown', () => {
    const record = decodeFields(codec, {}, { profile: Profile });
    expectTypeOf(record.profile).toEqualTypeOf<Profile | null | undefined>();
    expectTypeOf(record['other']).toBeUnknown();
    expectTypeOf(decodeFields(codec, {})['profile']).toBeUnknown();
    expectTypeOf(decodeValue(codec, 'null', 'profile', Profile)).toEqualTypeOf<Profile | null>();
    expectTypeOf(decodeValue(codec, 'null', 'profile')).toBeUnknown();
  });

  it('cope with models that are not known in advance', () => {
    expectTypeOf<RecordOf<undefined>['any']>().toBeUnknown();
    expectTypeOf<RecordOf<ModelMap>['any']>().toBeUnknown();
    expectTypeOf<RecordOf<ModelMap | undefined>['any']>().toBeUnknown();
    expectTypeOf<RecordOf<{ readonly profile: typeof Profile }>['profile']>().toEqualTypeOf<
      Profile | null | undefined
    >();
  });
});
