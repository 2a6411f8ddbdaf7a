import { describe, expect, it } from 'vitest';
import { createCodec } from './value-codec.js';

const codec = createCodec('python');

class Prefs {
  dark = true;
  extra = { beta: false, list: [true, 1] };
}

describe('the python codec', () => {
  it.each<[string, unknown]>([
    ['1', true],
    ['0', false],
    ['null', null],
    ['1', '1'],
    ['[1,2', '[1,2'],
    ['"x"', '"x"'],
    ['42', 42],
    ['0', -0],
    ['1000000000000000000000', 1e21],
    ['1152921504606846976', 2 ** 60],
    ['0.5', 0.5],
    ['0.0001', 0.0001],
    ['1e-05', 0.00001],
    ['1.5e-10', 1.5e-10],
    ['-0.00012345', -0.00012345],
    ['-1.2345e-05', -1.2345e-5],
    ['5e-324', 5e-324],
    ['1234567890123456.8', 1_234_567_890_123_456.8],
    ['1180591620717411303424', 2n ** 70n],
    ['2024-01-02T03:04:05+00:00', new Date('2024-01-02T03:04:05Z')],
    ['2024-01-02T03:04:05.678000+00:00', new Date('2024-01-02T03:04:05.678Z')],
    ['[]', []],
    ['{}', {}],
    ['[1, "é\\n", null, true, 1e-05]', [1, 'é\n', null, true, 1e-5]],
    ['{"a": {"b": [1]}, "c": false}', { a: { b: [1] }, c: false }],
    ['{"at": "1970-01-01T00:00:00+00:00"}', { at: new Date(0) }],
  ])('writes %s as Python does', (stored, value) => {
    expect(codec.encode(value, 'field')).toBe(stored);
  });

  it('writes every boolean of a model as text, at any depth, and of nothing else', () => {
    expect(codec.encode(new Prefs(), 'prefs')).toBe(
      '{"dark": "1", "extra": {"beta": "0", "list": ["1", 1]}}',
    );
    expect(codec.encode([new Prefs().extra, { dark: true }], 'list')).toBe(
      '[{"beta": false, "list": [true, 1]}, {"dark": true}]',
    );
  });

  it('reads as the lossless codec does', () => {
    for (const text of ['1', '0', 'true', 'x', '[9007199254740993]', '"1"', '']) {
      expect(codec.decode(text)).toEqual(createCodec('lossless').decode(text));
    }
  });
});
