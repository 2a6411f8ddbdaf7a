import { describe, expect, it } from 'vitest';
import { fixture } from './fixture.js';
import { importCycles } from './import-cycles.rule.js';

describe('importCycles', () => {
  it('finds nothing where imports form a tree or a diamond', () => {
    const files = fixture({
      'src/a.ts': `import './b.js'; import './c.js';`,
      'src/b.ts': `import './d.js';`,
      'src/c.ts': `import './d.js';`,
      'src/d.ts': '',
    });
    expect(importCycles(files)).toEqual([]);
  });

  it('finds a cycle of three files that is reached from outside', () => {
    const files = fixture({
      'src/a.ts': `import './b.js';`,
      'src/b.ts': `import './c.js';`,
      'src/c.ts': `export { d } from './d.js';`,
      'src/d.ts': `import { type B } from './b.js';`,
    });
    expect(importCycles(files)).toEqual(['src/b.ts -> src/c.ts -> src/d.ts -> src/b.ts']);
  });

  it('finds a file that imports itself', () => {
    expect(importCycles(fixture({ 'src/a.ts': `import './a.js';` }))).toEqual(['src/a.ts -> src/a.ts']);
  });

  it('does not count type-only imports', () => {
    const files = fixture({ 'src/a.ts': `import './b.js';`, 'src/b.ts': `import type { A } from './a.js';` });
    expect(importCycles(files)).toEqual([]);
  });
});
