import { describe, expect, it } from 'vitest';
import { UnsupportedValueError } from '../../libs/redis/src/codec/codec.errors.js';
import { createCodec } from '../../libs/redis/src/codec/value-codec.js';
import { Code, Mode, ModeHolder } from './python-models.js';
import { vectors, type Tagged } from './vectors.js';

const codec = createCodec('python');

/** Recorded inputs that JSON cannot hold, in TypeScript. */
const WRITTEN: Readonly<Record<string, unknown>> = {
  int_unsafe: 9_007_199_254_740_993n,
  int_i64_over: 9_223_372_036_854_775_808n,
  int_neg_big: -1_000_000_000_000_000_000_000_000_000_000n,
  'float_0.30000000000000004': 0.1 + 0.2,
  'float_1e-05': 0.00001,
  'float_1.5e-10': 1.5e-10,
  'float_5e-324': 5e-324,
  list_bigint: [9_007_199_254_740_993n, 1_000_000_000_000_000_000_000_000_000_000n],
  dict_int_keys: { 1: 'one', 2: 'two' },
  dict_none_key: { null: 'n' },
  datetime_utc: new Date('2024-01-02T03:04:05Z'),
  decimal: { toJSON: () => '1.50' },
  dict_with_str_enum: { m: Mode.ON },
  enum_red: 'red',
  enum_zero_text: '0',
  int_enum_off: 0,
  int_enum_high: 7,
  str_enum_zero: Mode.ZERO,
  model_code_text: Object.assign(new Code(), { code: 'abc' }),
  model_str_enum: Object.assign(new ModeHolder(), { mode: Mode.ON }),
};

const NO_FLOATS = 'JavaScript does not tell 1.0 from 1: it writes an int';
const NO_SUCH_TYPE = 'JavaScript has no such type';
const PYTHON_REPR = 'Python writes its repr, which nobody reads back';
const NOT_WRITTEN: Readonly<Record<string, string>> = {
  'float_-0.0': NO_FLOATS,
  'float_-1.0': NO_FLOATS,
  'float_100.0': NO_FLOATS,
  'float_1e+16': NO_FLOATS,
  'float_1e+20': NO_FLOATS,
  'float_1e+22': NO_FLOATS,
  list_floats: NO_FLOATS,
  dict_flat: NO_FLOATS,
  model_minimal: NO_FLOATS,
  float_nan: 'refused: it comes back as text',
  'float_-inf': 'refused: it comes back as text',
  datetime_naive: 'a Date is an instant and is written with its zone',
  datetime_offset: 'a Date is an instant and is written in UTC',
  time: NO_SUCH_TYPE,
  dict_tuple_key: PYTHON_REPR,
  set_one: PYTHON_REPR,
  dict_with_datetime: PYTHON_REPR,
  dict_with_decimal: PYTHON_REPR,
  dict_with_enum: PYTHON_REPR,
  list_with_model: PYTHON_REPR,
  enum_false: PYTHON_REPR,
  enum_list: PYTHON_REPR,
  model_datetime: 'Python raises TypeError',
};

const isTagged = (input: Tagged) => JSON.stringify(input).includes('"$');
const writable = Object.entries(vectors.values).flatMap(([name, { in: input, dumps = '' }]) => {
  if (name in NOT_WRITTEN) return [];
  return [[name, isTagged(input) ? WRITTEN[name] : input, dumps] as const];
});

describe('the python codec', () => {
  it.each(writable)('writes what Python writes: %s', (_name, value, dumps) => {
    expect(codec.encode(value, 'field')).toBe(dumps);
  });

  it('is held against every recorded value that JavaScript has', () => {
    const tagged = Object.entries(vectors.values).flatMap(([name, { in: input }]) =>
      isTagged(input) ? [name] : [],
    );
    expect(tagged.toSorted()).toEqual([...Object.keys(WRITTEN), ...Object.keys(NOT_WRITTEN)].toSorted());
  });

  it.each([Number.NaN, -Infinity, new Set([1])])('refuses %s', (value) => {
    expect(() => codec.encode(value, 'field')).toThrow(UnsupportedValueError);
  });
});
