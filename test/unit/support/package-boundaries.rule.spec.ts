import { describe, expect, it } from 'vitest';
import { fixture } from './fixture.js';
import { packageBoundaryViolations } from './package-boundaries.rule.js';

const MANIFESTS = {
  'libs/redis/package.json': JSON.stringify({
    name: '@tenantry/redis',
    exports: { '.': {}, './health': {} },
  }),
  'libs/redis-testing/package.json': JSON.stringify({ name: '@tenantry/redis-testing' }),
};

function violationsOf(path: string, text: string): string[] {
  return packageBoundaryViolations(fixture({ ...MANIFESTS, [path]: text }));
}

describe('packageBoundaryViolations', () => {
  it.each(['@tenantry/redis', '@tenantry/redis/health'])('lets the agent library import %s', (specifier) => {
    expect(violationsOf('libs/agent/src/a.ts', `import { A } from '${specifier}';`)).toEqual([]);
  });

  it('refuses an import past the exports of a package', () => {
    expect(violationsOf('libs/agent/src/a.ts', `import { A } from '@tenantry/redis/src/keys/a.js';`)).toEqual(
      ['libs/agent/src/a.ts:1 @tenantry/redis/src/keys/a.js is not exported by @tenantry/redis'],
    );
  });

  it.each([
    ['libs/agent/src/a.ts', '../../redis/src/index.js', 'libs/redis/src/index.ts'],
    ['src/app/a.ts', '../../libs/redis/src/index.js', 'libs/redis/src/index.ts'],
    ['libs/redis/src/keys/a.ts', '../../../../src/main.js', 'src/main.ts'],
    ['libs/redis/src/keys/a.spec.ts', '../../../../test/support/a.js', 'test/support/a.ts'],
  ])('refuses in %s the relative import %s', (path, specifier, target) => {
    expect(violationsOf(path, `import '${specifier}';`)).toEqual([
      expect.stringContaining(`imports ${target}, outside`),
    ]);
  });

  it.each([
    ['libs/redis/src/a.ts', '@tenantry/agent'],
    ['libs/redis/src/a.ts', '@tenantry/redis'],
    ['libs/redis-testing/src/a.ts', '@tenantry/redis'],
    ['libs/agent/src/a.ts', '@tenantry/redis-testing'],
  ])('refuses in %s a dependency on %s', (path, name) => {
    expect(violationsOf(path, `import type { A } from '${name}';`)).toEqual([
      `${path}:1 may not depend on ${name}`,
    ]);
  });

  it('lets specs start servers', () => {
    expect(
      violationsOf('libs/redis/src/a.spec.ts', `import { startRedis } from '@tenantry/redis-testing';`),
    ).toEqual([]);
  });

  it('refuses a package it does not know', () => {
    expect(violationsOf('libs/other/src/a.ts', '')).toEqual([
      'libs/other/src/a.ts belongs to no known package',
    ]);
  });
});
