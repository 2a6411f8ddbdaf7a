import { describe, expect, it } from 'vitest';
import { OnExpire } from './on-expire.decorator.js';
import { declareAction } from './handled-action.js';
import type { OnExpireOptions } from './on-expire.options.js';

describe('the declaration of a handler', () => {
  it('keeps what was given', () => {
    const options: OnExpireOptions = {
      concurrency: 2,
      timeoutMs: 3,
      attempts: 4,
      backoff: { type: 'exponential', delayMs: 5, maxDelayMs: 6 },
      pool: 'handlers',
    };
    expect(declareAction('send: it', options, '@OnExpire')).toEqual({ action: 'send: it', ...options });
  });

  it.each<[OnExpireOptions, RegExp]>([
    [{ concurrency: 0 }, /^@OnExpire concurrency: expected an integer from 1 to 10000, got 0\./],
    [{ timeoutMs: 86_400_001 }, /^@OnExpire timeoutMs: .*got 86400001/],
    [{ attempts: Number.NaN }, /^@OnExpire attempts: .*got NaN/],
    [{ attempts: 'many' as unknown as number }, /^@OnExpire attempts: .*got string/],
    [{ backoff: { type: 'fixed', delayMs: -1 } }, /^@OnExpire backoff\.delayMs: .*got -1/],
    [{ backoff: { type: 'fixed' } as unknown as () => number }, /^@OnExpire backoff\.delayMs: .*got null/],
    [
      { backoff: { type: 'exponential', delayMs: 9, maxDelayMs: 8 } },
      /^@OnExpire backoff\.maxDelayMs: .*from 9 to/,
    ],
    [
      { backoff: { type: 'never', delayMs: 1 } as unknown as () => number },
      /^@OnExpire backoff\.type: .*got string/,
    ],
  ])('refuses %j', (options, message) => {
    expect(() => declareAction('remind', options, '@OnExpire')).toThrow(message);
  });

  it('refuses an action that cannot be part of a key, when the class is loaded', () => {
    expect(() => OnExpire('')).toThrow(/^@OnExpire action cannot be part of a key: it is empty/);
    expect(() => OnExpire('a\0b')).toThrow(/NUL/);
  });
});
