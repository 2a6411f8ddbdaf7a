import { isDeepStrictEqual } from 'node:util';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeFields, encodeFields } from '../../libs/redis/src/codec/hash-codec.js';
import { createCodec } from '../../libs/redis/src/codec/value-codec.js';
import { mapScalars, pythonLoads, toPython } from './python-values.js';

const lossless = createCodec('lossless');
const python = createCodec('python');

/** Texts, many of which look like numbers, JSON or Python's constants. */
const texts: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({
    unit: fc.constantFrom(' ', '\t', '\n', '\u00a0', '\ufeff', '+', '-', '.', '0', '1', '9', 'e', 'E'),
  }),
  fc
    .array(
      fc.constantFrom(
        'true',
        'null',
        'NaN',
        'Infinity',
        '-',
        '1',
        '.5',
        'e9',
        '"',
        '[',
        ']',
        '{',
        '}',
        ' ',
        ':',
        ',',
      ),
    )
    .map((pieces) => pieces.join('')),
  fc.json(),
);

const numbers = fc.oneof(
  fc.integer(),
  fc.maxSafeInteger(),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => (value === 0 ? 0 : value)),
  // Only beyond 2^53: the wire has digits and no types, so a smaller bigint comes back as a number.
  fc.bigInt().map((value) => value + (value < 0n ? -(2n ** 53n) : 2n ** 53n)),
);

const fields = fc.oneof(texts, fc.constantFrom('__proto__', 'constructor', 'toJSON'));

/** Whatever JSON can hold, with integers of any size. */
const jsonValues = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    texts,
    numbers,
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 5 }),
    fc.dictionary(fields, tie('value'), { maxKeys: 5, noNullPrototype: true }),
  ),
})).value;

const records = fc.dictionary(fields, jsonValues, { maxKeys: 8, noNullPrototype: true });

function asHash(flat: readonly string[]): Record<string, string> {
  const entries = flat.flatMap((field, i) => (i % 2 === 0 ? [[field, flat[i + 1] ?? ''] as const] : []));
  return Object.fromEntries(entries);
}

describe('the lossless codec', () => {
  it('reads back every value it writes, hostile texts and large integers included', () => {
    fc.assert(
      fc.property(jsonValues, (value) => {
        const text = lossless.encode(value, 'field');
        expect(isDeepStrictEqual(lossless.decode(text), value)).toBe(true);
        expect(isDeepStrictEqual(python.decode(text), value)).toBe(true);
      }),
      { numRuns: 3_000 },
    );
  });

  it('reads back every text', () => {
    fc.assert(
      fc.property(texts, (text) => {
        expect(lossless.decode(lossless.encode(text, 'field'))).toBe(text);
      }),
      { numRuns: 5_000 },
    );
  });

  it('reads back every record, whatever its fields are called', () => {
    fc.assert(
      fc.property(records, (record) => {
        const read = decodeFields(lossless, asHash(encodeFields(lossless, record)));
        expect(isDeepStrictEqual(read, record)).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });

  it('writes what Python reads as the same value', () => {
    fc.assert(
      fc.property(jsonValues, (value) => {
        expect(isDeepStrictEqual(pythonLoads(lossless.encode(value, 'field')), toPython(value))).toBe(true);
      }),
      { numRuns: 3_000 },
    );
  });
});

describe('the python codec', () => {
  it('writes lists that Python reads as the same values, every integral number an int', () => {
    fc.assert(
      fc.property(fc.array(jsonValues), (list) => {
        const expected = mapScalars(list, (scalar) =>
          Number.isInteger(scalar) ? BigInt(Number(scalar)) : scalar,
        );
        expect(isDeepStrictEqual(pythonLoads(python.encode(list, 'field')), expected)).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });
});
