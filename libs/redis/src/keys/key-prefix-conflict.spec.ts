import { describe, expect, it } from 'vitest';
import { DEFAULT_KEY_PREFIXES } from './key-options.js';
import { findKeyPrefixConflict } from './key-prefix-conflict.js';

describe('findKeyPrefixConflict', () => {
  it('accepts the defaults', () => {
    expect(findKeyPrefixConflict(DEFAULT_KEY_PREFIXES)).toBeUndefined();
  });

  it.each(['', 'a:b', 'a%b', '{a', 'a}', 'a\0', 'a\nb', '\ud800'])(
    'refuses the prefix %j by name',
    (prefix) => {
      expect(findKeyPrefixConflict({ ...DEFAULT_KEY_PREFIXES, tableKey: prefix })).toMatch(
        /^tableKey: expected/,
      );
    },
  );

  it('refuses two kinds with one prefix, naming both', () => {
    expect(findKeyPrefixConflict({ ...DEFAULT_KEY_PREFIXES, thread: 'user' })).toBe(
      'user and thread are both "user"',
    );
  });

  it('accepts one word at places that never meet', () => {
    expect(findKeyPrefixConflict({ ...DEFAULT_KEY_PREFIXES, leases: 'messages' })).toBeUndefined();
    expect(findKeyPrefixConflict({ ...DEFAULT_KEY_PREFIXES, tableKey: 'user' })).toBeUndefined();
  });

  it('refuses a pending prefix that could be a tenant', () => {
    expect(findKeyPrefixConflict({ ...DEFAULT_KEY_PREFIXES, pending: 'jobs' })).toMatch(
      /a tenant of the name/,
    );
    expect(findKeyPrefixConflict({ ...DEFAULT_KEY_PREFIXES, pending: '_jobs' })).toBeUndefined();
  });
});
