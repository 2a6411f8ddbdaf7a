import { describe, expect, it } from 'vitest';
import { KeyFactory } from '../../keys/key-factory.js';
import { DEFAULT_KEY_PREFIXES, type HashTag } from '../../keys/key-options.js';
import { triggerKeyPattern } from './trigger-key-pattern.js';

describe('triggerKeyPattern', () => {
  const patternOf = (options: {
    hashTag?: HashTag;
    trigger?: string;
    layout?: 'percent' | 'python';
  }): string =>
    triggerKeyPattern(
      new KeyFactory({
        layout: options.layout ?? 'percent',
        hashTag: options.hashTag ?? false,
        prefixes: { ...DEFAULT_KEY_PREFIXES, trigger: options.trigger ?? 'EXPTRIGGER' },
      }),
    );

  it('matches the keys of all tenants', () => {
    expect(patternOf({})).toBe('*:EXPTRIGGER:*');
    expect(patternOf({ layout: 'python' })).toBe('*:EXPTRIGGER:*');
    expect(patternOf({ hashTag: 'tenant' })).toBe('{*}:EXPTRIGGER:*');
    expect(patternOf({ hashTag: 'entity' })).toBe('{*:EXPTRIGGER:*');
  });

  it('takes the word of the configuration literally', () => {
    expect(patternOf({ trigger: 't*[a]' })).toBe(String.raw`*:t\*\[a\]:*`);
    expect(patternOf({ trigger: 't' })).toBe('*:t:*');
  });
});
