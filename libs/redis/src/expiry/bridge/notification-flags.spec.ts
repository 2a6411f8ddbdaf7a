import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { flagsToSet } from './notification-flags.js';

describe('flagsToSet', () => {
  it.each([
    ['', 'Ex', 'Ex'],
    ['Kg', 'Ex', 'KgEx'],
    ['xE', 'Ex', undefined],
    ['AE', 'Ex', undefined],
    ['AK', 'Ex', 'AKE'],
    ['gxE', 'Exn', 'gxEn'],
    ['AE', 'Em', 'AEm'],
    ['', 'K', 'ExK'],
  ])('adds to "%s" what of "%s" is missing', (current, wanted, expected) => {
    expect(flagsToSet(current, wanted)).toBe(expected);
  });

  it('removes nothing, repeats nothing, and is content with its own result', () => {
    const flags = fc
      .uniqueArray(fc.constantFrom(...Array.from('KEg$lshzxetdmnA')), { maxLength: 15 })
      .map((chosen) => chosen.join(''));
    fc.assert(
      fc.property(flags, flags, (current, wanted) => {
        const set = flagsToSet(current, wanted) ?? current;
        expect(set.startsWith(current)).toBe(true);
        expect(new Set(set).size).toBe(set.length);
        expect(set).toMatch(/E/);
        expect(set).toMatch(/[xA]/);
        expect(flagsToSet(set, wanted)).toBeUndefined();
      }),
    );
  });
});
