import { describe, expect, it } from 'vitest';
import { fileLengthViolations } from './file-length.rule.js';
import { fixture } from './fixture.js';
import { luaContractViolations } from './lua-contract.rule.js';
import { publicSurfaceViolations } from './public-surface.rule.js';

describe('fileLengthViolations', () => {
  it('accepts 300 lines and refuses 301', () => {
    expect(fileLengthViolations(fixture({ 'src/a.ts': 'x\n'.repeat(300) }))).toEqual([]);
    expect(fileLengthViolations(fixture({ 'src/a.spec.ts': 'x\n'.repeat(301) }))).toEqual([
      'src/a.spec.ts has 301 lines, more than 300',
    ]);
  });

  it('exempts generated files', () => {
    expect(fileLengthViolations(fixture({ 'src/a.generated.ts': 'x\n'.repeat(301) }))).toEqual([]);
  });
});

describe('publicSurfaceViolations', () => {
  it('accepts names', () => {
    expect(
      publicSurfaceViolations(fixture({ 'libs/redis/src/index.ts': `export { a } from './a.js';` })),
    ).toEqual([]);
  });

  it('refuses `export *` in an entry point, and only there', () => {
    const text = `export * from './a.js';`;
    expect(publicSurfaceViolations(fixture({ 'libs/redis/src/index.ts': text, 'src/a.ts': text }))).toEqual([
      'libs/redis/src/index.ts:1 exports everything of a module: write the names',
    ]);
  });
});

describe('luaContractViolations', () => {
  const contract = '-- KEYS[1] the record\n-- ARGV[1] seconds\n-- Returns 1 if new\n';

  it.each(['#!lua\n', '#!lua flags=allow-oom\n'])(
    'accepts a script that begins with %j and its contract',
    (first) => {
      expect(luaContractViolations(fixture({ 'scripts/a.lua': `${first}${contract}return 1\n` }))).toEqual(
        [],
      );
    },
  );

  it('refuses a script without #!lua', () => {
    expect(luaContractViolations(fixture({ 'scripts/a.lua': `${contract}return 1\n` }))).toEqual([
      'scripts/a.lua does not begin with #!lua',
    ]);
  });

  it('refuses a script that does not say what it takes and returns', () => {
    const text = '#!lua\n-- KEYS[1] the record\nlocal ttl = ARGV[1]\n-- Returns nothing\nreturn 1\n';
    expect(luaContractViolations(fixture({ 'scripts/a.lua': text }))).toEqual([
      'scripts/a.lua has no ARGV, Returns in the comment at its top',
    ]);
  });

  it('asks of an include only that it says what it is', () => {
    const [bare, explained] = ['local x = 1\n', '-- Renews an expiry.\nlocal x = 1\n'];
    const files = fixture({ 'scripts/includes/a.lua': bare, 'scripts/includes/b.lua': explained });
    expect(luaContractViolations(files)).toEqual(['scripts/includes/a.lua has no comment at its top']);
  });

  it('does not take an include marker for a comment', () => {
    expect(luaContractViolations(fixture({ 'scripts/includes/a.lua': '--- @include "b"\n' }))).toHaveLength(
      1,
    );
  });
});
