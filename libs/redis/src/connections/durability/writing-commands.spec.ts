import { describe, expect, it } from 'vitest';
import { declareUnconfirmedScript } from './unconfirmed-scripts.js';
import { needsConfirmation } from './writing-commands.js';

const needed = (name: string, ...args: string[]): boolean => needsConfirmation({ name, args });

describe('commands that replicas have to have', () => {
  it.each(['set', 'HSET', 'incr', 'del', 'expire', 'getdel', 'exec', 'blpop', 'fcall', 'function', 'copy'])(
    'include %s',
    (name) => expect(needed(name, 'key')).toBe(true),
  );

  it.each([
    'get',
    'HGETALL',
    'ping',
    'publish',
    'subscribe',
    'multi',
    'watch',
    'info',
    'wait',
    'script',
    'xread',
  ])('do not include %s', (name) => expect(needed(name, 'key')).toBe(false));

  it('include scripts, unless what they write comes about again', () => {
    expect(needed('evalsha', 'a-digest', '1', 'key')).toBe(true);
    expect(needed('eval', 'a text', '1', 'key')).toBe(true);
    declareUnconfirmedScript('lease-digest', 'lease text');
    expect(needed('evalsha', 'lease-digest', '1', 'key')).toBe(false);
    expect(needed('EVAL', 'lease text', '1', 'key')).toBe(false);
  });

  it('include commands that nobody has heard of', () => {
    expect(needed('module.write', 'key')).toBe(true);
  });
});
