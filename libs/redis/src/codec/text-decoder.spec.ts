import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeText } from './text-decoder.js';

describe('decodeText', () => {
  it.each<[string, unknown]>([
    ['1', 1],
    ['0', 0],
    [' 7 ', 7],
    ['1.50', 1.5],
    ['1e5', 100_000],
    ['9007199254740991', 9_007_199_254_740_991],
    ['9007199254740992', 9_007_199_254_740_992n],
    ['-9007199254740993', -9_007_199_254_740_993n],
    [' 9007199254740993\n', 9_007_199_254_740_993n],
    ['9007199254740993.0', 9_007_199_254_740_992],
    ['1e20', 1e20],
    ['true', true],
    ['false ', false],
    ['null', null],
    ['"text"', 'text'],
    [
      '[9007199254740993, -9007199254740993, 9007199254740993e0, 1]',
      [9_007_199_254_740_993n, -9_007_199_254_740_993n, 9_007_199_254_740_992, 1],
    ],
    ['{"a":{"b":[12345678901234567890]}}', { a: { b: [12_345_678_901_234_567_890n] } }],
    ['{"a":1,"a":9007199254740993}', { a: 9_007_199_254_740_993n }],
    [
      '{"text":"id 9007199254740993","float":0.30000000000000004}',
      { text: 'id 9007199254740993', float: 0.30000000000000004 },
    ],
  ])('reads %j as JSON, integers exactly', (text, value) => {
    expect(decodeText(text)).toStrictEqual(value);
  });

  it.each([
    '',
    ' ',
    '007',
    '+1',
    '.5',
    '5.',
    '1_000',
    '0x10',
    'True',
    'nan',
    'NaN',
    '-Infinity',
    '[NaN]',
    "{'a': 1}",
    '[1,]',
    '\ufeff1',
    '\u00a01',
    '1\u00a0',
    '-',
    '"a\nb"',
    '2024-01-02',
    '12:30',
    '"',
    '{',
  ])('reads %j as the text it is', (text) => {
    expect(decodeText(text)).toBe(text);
  });

  it('reads integers of up to 4,300 digits, and longer ones as text, at any depth', () => {
    expect(decodeText('9'.repeat(4_300))).toBe(10n ** 4_300n - 1n);
    expect(decodeText(`-${'9'.repeat(4_300)}`)).toBe(1n - 10n ** 4_300n);
    for (const text of ['9'.repeat(4_301), `[${'9'.repeat(4_301)}]`, '9'.repeat(1_000_000)]) {
      expect(decodeText(text)).toBe(text);
    }
  });

  it('reads JSON nested up to 500 levels, and deeper JSON as text', () => {
    const nested = (levels: number, inner = '') => '['.repeat(levels) + inner + ']'.repeat(levels);
    expect(JSON.stringify(decodeText(nested(500)))).toBe(nested(500));
    for (const text of [nested(501), nested(501, '9007199254740993'), nested(100_000)]) {
      expect(decodeText(text)).toBe(text);
    }
    const objects = `${'{"a":'.repeat(501)}1${'}'.repeat(501)}`;
    expect(decodeText(objects)).toBe(objects);
  });

  it('keeps hostile keys as ordinary properties', () => {
    for (const text of ['{"__proto__":{"polluted":1}}', '{"__proto__":{"polluted":9007199254740993}}']) {
      const value = decodeText(text);
      expect(Object.keys(Object(value))).toEqual(['__proto__']);
      expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    }
    expect({}).not.toHaveProperty('polluted');
  });

  it('reads as JSON.parse does whenever no integer is beyond 2^53', () => {
    fc.assert(
      fc.property(
        fc.json().filter((text) => !/\d{16}/.test(text)),
        (text) => {
          expect(decodeText(text)).toStrictEqual(JSON.parse(text));
        },
      ),
    );
  });

  it('never throws, and takes time in proportion to the text', () => {
    const long = 1_000_000;
    for (const text of [
      ' '.repeat(long),
      `${' '.repeat(long)}x`,
      `1${' '.repeat(long)}x`,
      `${'1'.repeat(long)}x`,
      `1.${'1'.repeat(long)}x`,
      `[${'1'.repeat(long)}x`,
      '[1,'.repeat(long),
      `"${'\\'.repeat(long)}`,
      '{"a":'.repeat(long),
    ]) {
      const start = performance.now();
      expect(decodeText(text)).toBe(text);
      expect(performance.now() - start).toBeLessThan(2_000);
    }
  });
});
