import { describe, expect, it } from 'vitest';
import { moduleReferencesOf, resolveRelative } from './typescript-source.js';

describe('moduleReferencesOf', () => {
  it.each([
    [`import { a } from './a.js';`, false],
    [`import './a.js';`, false],
    [`import { type A } from './a.js';`, false],
    [`import type { A } from './a.js';`, true],
    [`export { a } from './a.js';`, false],
    [`export * from './a.js';`, false],
    [`export type { A } from './a.js';`, true],
    [`const a = await import('./a.js');`, false],
    [`type A = import('./a.js').A;`, true],
  ])('finds the module in %s', (text, typeOnly) => {
    expect(moduleReferencesOf('x.ts', text)).toEqual([{ specifier: './a.js', location: 'x.ts:1', typeOnly }]);
  });

  it('reports the line of each import and ignores text that only looks like one', () => {
    const text = `// import './comment.js'\nconst text = "import './text.js'";\nimport './real.js';\nexport const a = 1;`;
    expect(moduleReferencesOf('x.ts', text)).toEqual([
      { specifier: './real.js', location: 'x.ts:3', typeOnly: false },
    ]);
  });
});

describe('resolveRelative', () => {
  it('resolves a relative specifier to the TypeScript file', () => {
    expect(resolveRelative('libs/redis/src/keys/key.ts', '../common/a.js')).toBe(
      'libs/redis/src/common/a.ts',
    );
  });

  it('leaves packages alone', () => {
    expect(resolveRelative('libs/redis/src/keys/key.ts', 'ioredis')).toBeUndefined();
  });
});
