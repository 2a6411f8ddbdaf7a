import { describe, expect, it } from 'vitest';
import { fixture } from './fixture.js';
import { unboundedCommandViolations } from './unbounded-commands.rule.js';

const FILE = 'libs/redis/src/a.ts';

describe('unboundedCommandViolations', () => {
  it.each([
    ['await client.keys("*");', 'KEYS'],
    ['await client.scan(cursor, "MATCH", pattern);', 'SCAN'],
    ['for await (const keys of client.scanStream()) use(keys);', 'SCANSTREAM'],
    ['await this.#client.pipeline().smembers(key).exec();', 'SMEMBERS'],
    ['await client.smembersBuffer(key);', 'SMEMBERS'],
    ['await client["flushall"]();', 'FLUSHALL'],
    ['await client.call("FLUSHDB", "ASYNC");', 'FLUSHDB'],
    ["return this.send({ name: 'smembers', key }, options, list);", 'SMEMBERS'],
    ["return this.send({ name: 'members', command: 'smembers', key });", 'SMEMBERS'],
    ['await client.sendCommand(new Command("keys", ["*"]));', 'KEYS'],
  ])('refuses %s', (text, command) => {
    expect(unboundedCommandViolations(fixture({ [FILE]: text }), [])).toEqual([
      `${FILE}:1 calls ${command}, which is not bounded`,
    ]);
  });

  it.each([
    'for (const name of map.keys()) use(name);',
    'for (const name of Object.keys(record)) use(name);',
    'this.keys.user(tenant, id);',
    'const IDEMPOTENT = new Set(["keys", "scan", "smembers"]);',
    'await client.hscan(key, cursor); // unlike client.keys("*")',
  ])('accepts %s', (text) => {
    expect(unboundedCommandViolations(fixture({ [FILE]: text }), [])).toEqual([]);
  });

  it.each(['redis.call("KEYS", pattern)', "redis.pcall( 'smembers', KEYS[1])"])(
    'refuses in Lua %s',
    (text) => {
      expect(
        unboundedCommandViolations(fixture({ 'libs/redis/src/scripts/a.lua': `\n${text}` }), []),
      ).toEqual([expect.stringMatching(/^libs\/redis\/src\/scripts\/a\.lua:2 calls (KEYS|SMEMBERS),/)]);
    },
  );

  it('accepts what the list allows, for that file and that command only', () => {
    const allowed = [{ file: FILE, command: 'flushdb', reason: 'the caller confirms' }];
    const files = fixture({ [FILE]: 'a.flushdb(); a.flushall();', 'libs/redis/src/b.ts': 'a.flushdb();' });
    expect(unboundedCommandViolations(files, allowed)).toEqual([
      `${FILE}:1 calls FLUSHALL, which is not bounded`,
      'libs/redis/src/b.ts:1 calls FLUSHDB, which is not bounded',
    ]);
  });

  it('refuses an entry of the list that nothing uses any more', () => {
    const allowed = [{ file: FILE, command: 'scan', reason: 'gone' }];
    expect(unboundedCommandViolations(fixture({ [FILE]: '' }), allowed)).toEqual([
      `${FILE} no longer calls SCAN: remove it from the list`,
    ]);
  });

  it('leaves specs and generated files alone', () => {
    const files = fixture({
      'libs/a/src/a.spec.ts': 'a.flushall();',
      'libs/a/src/a.generated.ts': 'a.flushall();',
    });
    expect(unboundedCommandViolations(files, [])).toEqual([]);
  });
});
