import { describe, expect, it } from 'vitest';
import { beginningOf } from './touched-names.js';

describe('beginningOf', () => {
  it.each([
    ['acme:*', 'acme:'],
    [String.raw`a\-b\*c:*`, 'a-b*c:'],
    ['acme:u?', 'acme:u'],
    ['acme[:]x', 'acme'],
    ['*', ''],
    [String.raw`acme\\*`, 'acme\\'],
    ['acme', 'acme'],
  ])('of the pattern %j is %j', (name, beginning) => {
    expect(beginningOf({ kind: 'pattern', name })).toBe(beginning);
  });

  it('of a key is the key, whatever it holds', () => {
    expect(beginningOf({ kind: 'key', name: String.raw`a\*[` })).toBe(String.raw`a\*[`);
  });
});
