import { describe, expect, it } from 'vitest';
import { createCodec } from './value-codec.js';

const codec = createCodec('lossless');
const encode = (value: unknown): string => codec.encode(value, 'field');
const roundTrip = (value: unknown): unknown => codec.decode(encode(value));

enum Colour {
  Red = 'red',
  Level = 7,
}

describe('the lossless codec', () => {
  it.each([
    ['hello', 'hello'],
    ['', ''],
    [' ', ' '],
    ['é😀', 'é😀'],
    ['0034600111222', '0034600111222'],
    ['2024-01-02', '2024-01-02'],
    ['12:30', '12:30'],
    ['True', 'True'],
    ['nan', 'nan'],
    ['truely', 'truely'],
  ])('stores the ordinary text %j as it is', (text, stored) => {
    expect(encode(text)).toBe(stored);
    expect(roundTrip(text)).toBe(text);
  });

  it.each([
    '1',
    '-0',
    '573001234567',
    '1.50',
    '1E5',
    ' 7 ',
    'true',
    'false\n',
    'null',
    '"quoted"',
    '"',
    '[1,2]',
    '[1,2',
    '{',
    ' {"a":1}',
    'NaN',
    'Infinity',
    '-Infinity',
    '\tNaN ',
  ])('quotes the text %j, which Python or JSON would read as something else', (text) => {
    expect(encode(text)).toBe(JSON.stringify(text));
    expect(roundTrip(text)).toBe(text);
  });

  it.each<[string, unknown]>([
    ['0', 0],
    ['0', -0],
    ['42', 42],
    ['-7', -7],
    ['0.1', 0.1],
    ['1e-7', 1e-7],
    ['9007199254740991', 2 ** 53 - 1],
    ['true', true],
    ['false', false],
    ['null', null],
    ['9007199254740993', 9_007_199_254_740_993n],
    ['-1000000000000000000000000000000', -1_000_000_000_000_000_000_000_000_000_000n],
    ['2024-01-02T03:04:05.678Z', new Date(Date.UTC(2024, 0, 2, 3, 4, 5, 678))],
    ['red', Colour.Red],
    ['7', Colour.Level],
    ['[1,"a",null,true]', [1, 'a', null, true]],
    ['{"a":1,"b":{"c":[]}}', { a: 1, b: { c: [] } }],
    ['{"at":"1970-01-01T00:00:00.000Z","big":18446744073709551616}', { at: new Date(0), big: 2n ** 64n }],
    ['{"b":[null]}', { a: undefined, b: [undefined] }],
    ['https://example.com/a', new URL('https://example.com/a')],
    ['{"link":"https://example.com/a"}', { link: new URL('https://example.com/a') }],
    ['{"\\ud800":"\\udfff"}', { '\ud800': '\udfff' }],
  ])('stores values as %s', (stored, value) => {
    expect(encode(value)).toBe(stored);
  });

  it('keeps a number beyond 2^53 a number, and a bigint a bigint', () => {
    expect(encode(2 ** 60)).toBe('1.152921504606847e+18');
    expect(roundTrip(2 ** 60)).toBe(2 ** 60);
    expect(roundTrip(2n ** 60n)).toBe(2n ** 60n);
    expect(roundTrip({ number: 2 ** 60, bigint: 2n ** 60n })).toEqual({ number: 2 ** 60, bigint: 2n ** 60n });
  });

  it('calls toJSON once, with the key, and encodes its result', () => {
    const self = {
      toJSON(): unknown {
        return self;
      },
      name: 'self',
    };
    expect(() => encode(self)).toThrow('field.toJSON cannot be stored');
    expect(encode({ key: { toJSON: (key: string) => `the ${key}` } })).toBe('{"key":"the key"}');
    expect(encode({ toJSON: () => 5n })).toBe('5');
  });

  it('reads back texts that have poisoned other readers', () => {
    for (const text of ['9'.repeat(5_000), '['.repeat(100_000), `${'['.repeat(9_999)}${']'.repeat(9_999)}`]) {
      expect(roundTrip(text)).toBe(text);
      expect(roundTrip({ nested: [text] })).toEqual({ nested: [text] });
    }
  });
});
