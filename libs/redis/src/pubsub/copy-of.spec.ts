import { anything, array, assert, object, oneof, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createCodec } from '../codec/value-codec.js';
import { copyOf } from './copy-of.js';
import { ReceivedMessage } from './received-message.js';

const codec = createCodec('lossless');

describe('copyOf', () => {
  it('is equal and shares nothing', () => {
    assert(
      property(oneof(object({ withNullPrototype: false }), array(anything())), (value) => {
        const decoded = codec.decode(JSON.stringify(value));
        if (typeof decoded !== 'object' || decoded === null) return;
        const before = codec.encode(decoded, 'value');
        const copy = copyOf(decoded);
        expect(codec.encode(copy, 'value')).toBe(before);
        spoil(copy);
        expect(codec.encode(decoded, 'value')).toBe(before);
      }),
    );
  });

  it('keeps what only looks like a prototype', () => {
    const decoded = codec.decode('{"__proto__":{"admin":true},"constructor":{"a":1}}') as object;
    const copy = copyOf(decoded);
    expect(Object.getPrototypeOf(copy)).toBe(Object.prototype);
    expect(Object.keys(copy)).toEqual(['__proto__', 'constructor']);
    expect(Reflect.get(copy, 'admin')).toBeUndefined();
  });
});

describe('a received message', () => {
  it.each(['{"a":[1,{"b":12345678901234567890}]}', '[[],{}]', '"text"', '12', 'null', '{"a":'])(
    'gives each reader a value of its own: %s',
    (text) => {
      const message = new ReceivedMessage('orders', text);
      for (let reader = 0; reader < 4; reader += 1) {
        const value = message.decode(codec);
        expect(value).toEqual(codec.decode(text));
        if (typeof value === 'object' && value !== null) spoil(value);
      }
    },
  );
});

/** Changes everything in it. */
function spoil(value: object): void {
  for (const key of Object.keys(value)) {
    const nested: unknown = Reflect.get(value, key);
    if (typeof nested === 'object' && nested !== null) spoil(nested);
    Reflect.set(value, key, 'spoilt');
  }
}
