import { describe, expect, it } from 'vitest';
import { ModelValidationError } from '../../libs/redis/src/codec/codec.errors.js';
import { decodeValue } from '../../libs/redis/src/codec/hash-codec.js';
import type { ModelClass } from '../../libs/redis/src/codec/models.js';
import { createCodec } from '../../libs/redis/src/codec/value-codec.js';
import { Code, ModeHolder, Profile, Stamped } from './python-models.js';
import { fromTagged, pythonLoads, toJavaScript } from './python-values.js';
import { vectors, type Outcome, type Tagged } from './vectors.js';

const codec = createCodec('lossless');

/** Every recorded text, and what Python reads from it without a model. */
const texts: (readonly [text: string, loads: Outcome])[] = [
  ...Object.values(vectors.values).flatMap(({ dumps, loads }) =>
    dumps === undefined || loads === undefined ? [] : [[dumps, loads] as const],
  ),
  ...vectors.raws.filter(({ model }) => model === undefined).map(({ raw, loads }) => [raw, loads] as const),
];

/** The texts that JavaScript reads as something else, and why. */
const READ_DIFFERENTLY: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  // The wire does not say whether this is a number or a boolean; a model does.
  ['1', 1],
  ['0', 0],
  // Numbers of JavaScript have a negative zero where ints of Python have none.
  ['-0', -0],
  // Not JSON: text.
  ['Infinity', 'Infinity'],
  ['[NaN]', '[NaN]'],
]);

describe('a text written by Python', () => {
  it.each(texts)('%j reads as the value that Python reads', (text, loads) => {
    const expected = READ_DIFFERENTLY.has(text)
      ? READ_DIFFERENTLY.get(text)
      : toJavaScript(fromTagged(loads.ok ?? null));
    expect(codec.decode(text)).toEqual(expected);
  });

  it('reads the same in the python codec', () => {
    for (const [text] of texts) expect(createCodec('python').decode(text)).toEqual(codec.decode(text));
  });
});

describe('pythonLoads, which stands for Python in these tests', () => {
  it.each(texts.filter(([text]) => text !== '[NaN]'))('reads %j as Python did', (text, loads) => {
    expect(pythonLoads(text)).toEqual(fromTagged(loads.ok ?? null));
  });
});

const MODELS: Readonly<Record<string, ModelClass>> = { Profile, Code, Stamped, ModeHolder };

/** Every text that was read with a model, and what Python made of it. */
const modelled: (readonly [model: string, text: string, loads: Outcome])[] = [
  ...Object.values(vectors.values).flatMap(({ in: input, dumps, loads_with_model: loads }) =>
    dumps === undefined || loads === undefined ? [] : [[modelOf(input), dumps, loads] as const],
  ),
  ...vectors.raws.flatMap(({ raw, model, loads }) =>
    model === undefined ? [] : [[model, raw, loads] as const],
  ),
];

/** Values that fail here and not in Python, and why. */
const REFUSED_HERE = new Set([
  // Python lets through what is not an object, unvalidated.
  '1',
  'not json',
  // pydantic takes many words for booleans.
  '{"name":"A","active":"yes"}',
]);

/** Values that read otherwise: texts of a model stay texts, only its declared booleans are booleans. */
const READ_OTHERWISE: ReadonlyMap<string, object> = new Map<string, object>([
  [
    '{"name":"A","active":"1","note":"0"}',
    Object.assign(new Profile(), { name: 'A', active: true, note: '0' }),
  ],
  [
    '{"name":"A","active":"1","extra":{"k":"1","n":1}}',
    Object.assign(new Profile(), { name: 'A', active: true, extra: { k: '1', n: 1 } }),
  ],
  ['{"code": "1"}', { code: '1' }],
]);

const fails = ([, text, loads]: (typeof modelled)[number]) =>
  REFUSED_HERE.has(text) || (loads.error !== undefined && !READ_OTHERWISE.has(text));

describe('a text read with a model', () => {
  it.each(modelled.filter((vector) => !fails(vector)))('%s: %s is an instance', (model, text, loads) => {
    const value = decodeValue(codec, text, 'field', MODELS[model]);
    expect(value).toBeInstanceOf(MODELS[model]);
    expect(value).toEqual(READ_OTHERWISE.get(text) ?? toJavaScript(fromTagged(loads.ok ?? null)));
  });

  it.each(modelled.filter(fails))('%s: %s is refused', (model, text) => {
    expect(() => decodeValue(codec, text, 'field', MODELS[model])).toThrow(ModelValidationError);
  });
});

function modelOf(input: Tagged): string {
  return String(Object(input)['$model']);
}
