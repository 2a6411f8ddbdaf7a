import { describe, expect, it } from 'vitest';
import { isIdempotent } from './idempotent-commands.js';
import { declareReadOnlyScript } from './read-only-scripts.js';

describe('isIdempotent', () => {
  it.each(['get', 'GET', 'hgetall', 'zrange', 'ttl', 'exists', 'ping', 'evalsha_ro'])(
    'is true of %s',
    (name) => {
      expect(isIdempotent({ name, args: [] })).toBe(true);
    },
  );

  it.each([
    // They would be applied twice.
    ...['incr', 'append', 'lpush', 'rpoplpush', 'xadd', 'publish', 'spop', 'getset', 'hincrby'],
    // Their reply would say that somebody else had done it.
    ...['del', 'unlink', 'hdel', 'sadd', 'zadd', 'setnx', 'hset', 'expire', 'getdel', 'rename', 'set'],
    // They are about the connection, or change something on the way.
    ...['multi', 'exec', 'watch', 'client', 'blpop', 'getex', 'touch', 'eval', 'evalsha', 'fcall', 'sort'],
  ])('is false of %s', (name) => {
    expect(isIdempotent({ name, args: ['key'] })).toBe(false);
  });

  it('is true of a script that was declared to only read', () => {
    declareReadOnlyScript('sha1-of-a-reader');
    expect(isIdempotent({ name: 'evalsha', args: ['sha1-of-a-reader', 1, 'key'] })).toBe(true);
    expect(isIdempotent({ name: 'evalsha', args: ['sha1-of-a-writer', 1, 'key'] })).toBe(false);
  });

  it('is true of XREAD unless it blocks', () => {
    expect(isIdempotent({ name: 'xread', args: ['STREAMS', 'key', '0'] })).toBe(true);
    expect(isIdempotent({ name: 'xread', args: ['BLOCK', '0', 'STREAMS', 'key', '$'] })).toBe(false);
  });
});
