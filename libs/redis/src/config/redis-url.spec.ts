import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseRedisUrl } from './redis-url.js';

function problemOf(text: string): string {
  const result = parseRedisUrl(text);
  return 'problem' in result ? result.problem : 'none';
}

describe('parseRedisUrl', () => {
  it('reads every part of a network URL', () => {
    expect(parseRedisUrl('rediss://app:p%40ss%2Fw@cache.example:6380/3?family=6')).toEqual({
      url: {
        endpoint: { host: 'cache.example', port: 6380, family: 6 },
        tls: true,
        username: 'app',
        password: 'p@ss/w',
        db: 3,
      },
    });
  });

  it('fills in port 6379 and nothing else', () => {
    expect(parseRedisUrl('redis://cache')).toEqual({
      url: {
        endpoint: { host: 'cache', port: 6379, family: undefined },
        tls: false,
        username: undefined,
        password: undefined,
        db: undefined,
      },
    });
  });

  it('takes the database as path or as parameter', () => {
    expect(parseRedisUrl('redis://cache/7')).toMatchObject({ url: { db: 7 } });
    expect(parseRedisUrl('redis://cache?db=7')).toMatchObject({ url: { db: 7 } });
    expect(parseRedisUrl('redis://cache/')).toMatchObject({ url: { db: undefined } });
  });

  it('reads IPv6 addresses without their brackets', () => {
    expect(parseRedisUrl('redis://[::1]:6380')).toMatchObject({
      url: { endpoint: { host: '::1', port: 6380 } },
    });
  });

  it.each([
    ['unix:///run/redis.sock', { endpoint: { path: '/run/redis.sock' }, password: undefined, db: undefined }],
    ['unix:/run/redis.sock?db=2', { endpoint: { path: '/run/redis.sock' }, db: 2 }],
    [
      'unix://app:se%3Acret@/run/a%20b.sock',
      { endpoint: { path: '/run/a b.sock' }, username: 'app', password: 'se:cret' },
    ],
    ['unix://:secret@/run/redis.sock', { username: undefined, password: 'secret' }],
  ])('reads the Unix socket %s', (text, expected) => {
    expect(parseRedisUrl(text)).toMatchObject({ url: expected });
  });

  it.each([
    ['', 'redis://, rediss:// or unix://'],
    ['localhost:6379', 'redis://, rediss:// or unix://'],
    ['http://secret@host', 'redis://, rediss:// or unix://'],
    ['redis://', 'host'],
    ['redis:///3', 'host'],
    ['redis://host:notaport', 'percent-encoded'],
    ['redis://host:65536', 'percent-encoded'],
    ['redis://host:0', 'port'],
    ['redis://host/main', 'database'],
    ['redis://host/99999999999', 'database'],
    ['redis://host/1?db=1', 'once'],
    ['redis://host?db=x', 'database'],
    ['redis://host?family=5', '4 or 6'],
    ['redis://host?family=4&family=6', 'once'],
    ['redis://host?timeout=5&ssl=1', '"timeout", "ssl"'],
    ['redis://:se#cret@host', 'percent-encoded'],
    ['redis://user:1?secret@host', 'percent-encoded'],
    ['redis://user:1/secret@host', 'percent-encoded'],
    ['redis://:100%@host', '%25'],
    ['unix://run/redis.sock', 'absolute path'],
    ['unix://', 'absolute path'],
    ['unix:///run/redis.sock?family=4', 'family'],
    ['unix:///run/redis.sock#1', 'absolute path'],
  ])('says what is wrong with %j', (text, hint) => {
    expect(problemOf(text)).toContain(hint);
  });

  it('never repeats what could be a password', () => {
    const scheme = fc.constantFrom('redis://', 'rediss://', 'unix://', 'http://', '');
    const secret = fc.stringMatching(/^[a-z0-9#?/@:%&=]{0,6}s3cr3t[a-z0-9#?/@:%&=]{0,6}$/);
    const rest = fc.constantFrom('@host', '@host:1/x', '@/run/redis.sock', '@');
    fc.assert(
      fc.property(scheme, secret, rest, (begin, password, end) => {
        expect(problemOf(`${begin}user:${password}${end}`)).not.toContain('s3cr3t');
      }),
    );
  });

  it('reads back every user name, password, port and database', () => {
    const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(
        text,
        text,
        fc.integer({ min: 1, max: 65_535 }),
        fc.nat(20_000),
        (username, password, port, db) => {
          const credentials = `${encodeURIComponent(username)}:${encodeURIComponent(password)}`;
          expect(parseRedisUrl(`redis://${credentials}@host:${port}/${db}`)).toEqual({
            url: { endpoint: { host: 'host', port, family: undefined }, tls: false, username, password, db },
          });
          expect(parseRedisUrl(`unix://${credentials}@/run/redis.sock?db=${db}`)).toMatchObject({
            url: { username, password, db },
          });
        },
      ),
    );
  });

  it('answers any text with a URL or a problem', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(Object.keys(parseRedisUrl(`redis://${text}`))).toHaveLength(1);
      }),
    );
  });
});
