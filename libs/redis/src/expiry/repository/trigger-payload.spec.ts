import { describe, expect, it } from 'vitest';
import { createCodec } from '../../codec/value-codec.js';
import { decodePayload, encodePayload } from './trigger-payload.js';

const LIMIT = 10;

describe.each(['lossless', 'python'] as const)('A payload in the codec %s', (name) => {
  const codec = createCodec(name);

  it.each(['', 'text', 0, 2n ** 70n, { a: [] }])(
    'comes back, and is never stored as no text: %s',
    (payload) => {
      const text = encodePayload(codec, payload, LIMIT * 3);
      expect(text).not.toBe('');
      expect(decodePayload(codec, text ?? null)).toEqual(payload);
    },
  );

  it.each([undefined, null])('that is %s is none', (payload) => {
    expect(encodePayload(codec, payload, LIMIT)).toBeUndefined();
    expect(decodePayload(codec, null)).toBeNull();
  });

  it('is measured in bytes of UTF-8', () => {
    expect(encodePayload(codec, 'ü'.repeat(5), LIMIT)).toBe('ü'.repeat(5));
    expect(() => encodePayload(codec, 'ü'.repeat(6), LIMIT, 'triggers[1].payload')).toThrow(
      /^triggers\[1\]\.payload: expected at most 10 bytes .* got 12/,
    );
  });
});
