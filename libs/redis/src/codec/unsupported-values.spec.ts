import { describe, expect, it } from 'vitest';
import { UnsupportedValueError } from './codec.errors.js';
import { createCodec, type CodecName } from './value-codec.js';

class Model {
  constructor(readonly inner: unknown) {}
}

describe.each<CodecName>(['lossless', 'python'])('the %s codec', (name) => {
  const codec = createCodec(name);

  it.each<[string, unknown, RegExp]>([
    ['NaN', Number.NaN, /NaN is not a number of JSON/],
    ['Infinity', Infinity, /Infinity is not a number of JSON/],
    ['undefined', undefined, /undefined is not a type of JSON/],
    ['a function', () => 1, /function is not a type of JSON/],
    ['a symbol', Symbol('secret'), /symbol is not a type of JSON/],
    ['a Map', new Map([[1, 2]]), /Map is not a type of JSON/],
    ['a Set', new Set([1]), /Set is not a type of JSON/],
    ['a WeakMap', new WeakMap(), /WeakMap is not/],
    ['a RegExp', /secret/, /RegExp is not/],
    ['an Error', new Error('secret'), /Error is not/],
    ['a Promise', Promise.resolve(1), /Promise is not/],
    ['a typed array', new Uint8Array(2), /Uint8Array is not/],
    ['an ArrayBuffer', new ArrayBuffer(2), /ArrayBuffer is not/],
    ['a boxed primitive', Object('secret'), /String is not/],
    ['an invalid Date', new Date(Number.NaN), /the Date is invalid/],
    ['an integer of 4,301 digits', 10n ** 4_300n, /at most 4300 digits/],
    ['half of a surrogate pair', 'a\ud800', /surrogate/],
  ])('refuses %s, naming the field', (_case, value, problem) => {
    expect(() => codec.encode(value, 'score')).toThrow(UnsupportedValueError);
    expect(() => codec.encode(value, 'score')).toThrow(/^score cannot be stored: /);
    expect(() => codec.encode(value, 'score')).toThrow(problem);
  });

  it.each<[string, unknown]>([
    ['profile.scores[2]', { scores: [1, 2, Number.NaN] }],
    ['profile.a["b c"].d', { a: { 'b c': { d: () => 1 } } }],
    ['profile[0][1]', [[1, Symbol('secret')]]],
    ['profile.when', { before: 1, when: new Date(Number.NaN) }],
    ['profile.tags', { tags: new Set(['secret']) }],
    ['profile.inner.inner', new Model(new Model(Infinity))],
    ['profile.big', { big: 10n ** 4_300n }],
    ['profile.file', { file: new Blob(['secret']) }],
    ['profile.data.x', { data: { toJSON: () => ({ x: new Map() }) } }],
  ])('names the place %s', (path, value) => {
    const error = catchError(() => codec.encode(value, 'profile'));
    expect(error).toMatchObject({
      path,
      code: 'UNSUPPORTED_VALUE',
      statusCode: 400,
      details: { field: path },
    });
    expect(JSON.stringify(error)).not.toContain('secret');
  });

  it('names where a structure contains itself', () => {
    const parent: Record<string, unknown> = { name: 'parent' };
    parent['child'] = { siblings: [1, { parent }] };
    expect(() => codec.encode(parent, 'tree')).toThrow(
      'tree.child.siblings[1].parent cannot be stored: it contains itself.',
    );
    const list: unknown[] = [];
    list.push(list);
    expect(() => codec.encode(list, 'list')).toThrow('list[0] cannot be stored: it contains itself.');
  });

  it('stores one object in two places', () => {
    const shared = { a: 'x' };
    expect(codec.decode(codec.encode([shared, { shared }], 'list'))).toEqual([shared, { shared }]);
  });

  it('stores 500 levels and refuses deeper ones', () => {
    expect(codec.decode(codec.encode(nest(500), 'deep'))).toEqual(nest(500));
    for (const levels of [501, 100_000]) {
      expect(() => codec.encode(nest(levels), 'deep')).toThrow(
        /^deep\[0\].* nested more than 500 levels deep/,
      );
    }
  });
});

function nest(levels: number): unknown {
  let value: unknown = [];
  for (let level = 1; level < levels; level++) value = [value];
  return value;
}

function catchError(fn: () => unknown): unknown {
  try {
    return fn();
  } catch (error) {
    return error;
  }
}
