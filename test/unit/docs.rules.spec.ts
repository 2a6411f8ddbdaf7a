import { describe, expect, it } from 'vitest';
import { uncheckedBlocks, unparsableBlocks, unparsableBodies } from '../../tools/docs/block-rules.js';
import { compileSnippets } from '../../tools/docs/compile-snippets.js';
import { blocksOf } from '../../tools/docs/markdown-blocks.js';
import { arrangePages } from '../../tools/docs/page-groups.js';
import { missingProofs } from '../../tools/docs/proof-rules.js';
import { linkOnSite } from '../../tools/docs/site-links.js';
import { snippetModules } from '../../tools/docs/snippet-modules.js';
import { REPOSITORY_ROOT } from './support/source-files.js';

/** A document of blocks; those that begin with `<!--` stand as they are. */
function documentOf(...blocks: readonly string[]): string {
  return blocks
    .map((block) => (block.startsWith('<!--') ? block : `Text\n\n\`\`\`ts\n${block}\n\`\`\``))
    .join('\n\n');
}

const FAULTS: ReadonlyArray<readonly [string, string, string]> = [
  ['a value of a wrong type', documentOf('await users.upsert(7, {});'), 'docs/a.md:4 Argument of type'],
  [
    'a name nobody declares',
    documentOf('await customers.get();'),
    "docs/a.md:4 Cannot find name 'customers'",
  ],
  [
    'a method that does not exist',
    documentOf('const a = 1;\n\nawait users.find(a);'),
    "docs/a.md:6 Property 'find'",
  ],
  ['what is not TypeScript', documentOf('const = 1;'), 'docs/a.md:4 '],
  [
    'a file that imports nothing it needs',
    documentOf('// src/a.ts\nvoid users;'),
    "docs/a.md:5 Cannot find name 'users'",
  ],
  [
    'a name that only a block below declares',
    documentOf('void later;', 'const later = 1;'),
    "docs/a.md:4 Cannot find name 'later'",
  ],
  ['what strict forbids', documentOf('const f = (x) => x;'), "docs/a.md:4 Parameter 'x' implicitly"],
  ['a wrong prelude', '<!-- prelude\nconst a: string = 7;\n-->', 'docs/a.md:2 Type'],
  [
    'what another block adds to a module',
    documentOf(
      '// src/aliases.ts\nexport interface Aliases {\n  a: 1;\n}',
      "import type { Aliases } from './src/aliases.js';\ndeclare module './src/aliases.js' {\n  interface Aliases {\n    b: 2;\n  }\n}\nexport const own: keyof Aliases = 'b';",
      "import type { Aliases } from './src/aliases.js';\nexport const other: keyof Aliases = 'b';",
    ),
    'docs/a.md:26 Type \'"b"\' is not assignable',
  ],
];

/** Stands for `known-names.ts`, so that the compiler has little to read. */
const KNOWN = {
  path: 'docs/known.md.snippets/known.ts',
  names: [{ name: 'users', typeOnly: false, exported: true }],
};
const KNOWN_DOCUMENT = documentOf(
  '// known.ts\nexport declare const users: { upsert(id: string, fields: object): Promise<boolean> };',
);

const RIGHT = documentOf(
  '// src/model.ts\nexport class Model {\n  name = "a";\n}',
  '<!-- prelude\nimport { setTimeout as wait } from "node:timers/promises";\n-->',
  'const model = new Model();\nawait wait(1);',
  'await users.upsert("u1", { model, other: undefined });',
  "import { Model } from './src/model.js';\nexport const other: Model = new Model();",
  "import type { Model } from './src/model.js';\nexport type Mine = Model;",
  'export const another = new Model();',
  'const users = 7;\nexport const twice: number = users * 2;',
);

describe('snippets', { timeout: 240_000 }, () => {
  const texts = [KNOWN_DOCUMENT, RIGHT, ...FAULTS.map(([, text]) => text)];
  const names = ['known', 'right', ...FAULTS.keys()];
  const compiled = compileSnippets(
    REPOSITORY_ROOT,
    texts.flatMap((text, at) => snippetModules(blocksOf(`docs/${names[at]}.md`, text), KNOWN)),
  );

  it.each(FAULTS.map(([name, , message], at) => [name, message.replace('docs/a.md', `docs/${at}.md`)]))(
    'are refused for %s',
    (_, message) => {
      expect(compiled).toContainEqual(expect.stringContaining(message));
    },
  );

  it('know files, preludes and blocks above them, and their own names before all', () => {
    expect(compiled.filter((each) => each.startsWith('docs/right.md'))).toEqual([]);
  });

  it('are left out where a comment before them says why, and only with a reason', () => {
    const fault = documentOf('void nothing;');
    const reasoned = fault.replace('```ts', '<!-- not compiled: shows what the compiler refuses -->\n```ts');
    const bare = fault.replace('```ts', '<!-- not compiled: -->\n```ts');
    expect(snippetModules(blocksOf('docs/a.md', reasoned), KNOWN)).toEqual([]);
    expect(uncheckedBlocks(blocksOf('docs/a.md', reasoned))).toEqual([]);
    expect(uncheckedBlocks(blocksOf('docs/a.md', bare))).toEqual(['docs/a.md:5 say why it is not compiled']);
  });

  it('are TypeScript', () => {
    expect(uncheckedBlocks(blocksOf('docs/a.md', '```js\nlet a;\n```'))).toEqual([
      'docs/a.md:2 write it in TypeScript (ts), so that it is compiled',
    ]);
  });
});

describe('data', () => {
  it.each([
    ['```json\n{ "a": 1, }\n```', 'SyntaxError'],
    ['```yaml\na: [1\n```', 'docs/a.md:2'],
  ])('that cannot be parsed is refused: %j', (text, message) => {
    expect(unparsableBlocks(blocksOf('docs/a.md', text))).toEqual([expect.stringContaining(message)]);
  });

  it('in a call of curl is JSON', () => {
    const call = (body: string): string => `\`\`\`sh\ncurl -X POST localhost -d '${body}'\n\`\`\``;
    expect(unparsableBodies(blocksOf('docs/a.md', call('{"a": 1}')))).toEqual([]);
    expect(unparsableBodies(blocksOf('docs/a.md', call('{"a": 1')))).toHaveLength(1);
  });
});

describe('proofs', () => {
  const tests = new Map([['test/x/circuit.spec.ts', "it('opens after five failures')"]]);

  it.each([
    ['`circuit.spec.ts`', []],
    ['`x/circuit.spec.ts` ("opens after five failures")', []],
    ['`circle.spec.ts`', ['docs/a.md: circle.spec.ts does not exist']],
    ['`circuit.spec.ts` ("opens twice")', ['docs/a.md: circuit.spec.ts has no test "opens twice"']],
  ])('are looked up: %j', (text, missing) => {
    expect(missingProofs('docs/a.md', text, tests)).toEqual(missing);
  });
});

describe('the site', () => {
  it.each([
    ['keys.md', 'adr/README.md#template', 'adr/index.md#template'],
    ['guides/a.md', '../keys.md', '../keys.md'],
    ['guides/a.md', '../../CONTRIBUTING.md', 'https://web/blob/main/CONTRIBUTING.md'],
    ['guides/a.md', '../alerts/rules.yaml#L3', 'https://web/blob/main/docs/alerts/rules.yaml#L3'],
    ['guides/a.md', 'https://example.com/README.md', 'https://example.com/README.md'],
    ['guides/a.md', '#here', '#here'],
  ])('in %s makes of %s the link %s', (from, href, link) => {
    expect(linkOnSite(from, href, 'https://web')).toBe(link);
  });

  it('shows every page once, those that no group names behind the others', () => {
    const groups = [
      { title: 'A', pages: ['guides/b', 'guides/gone'], restOf: 'guides' },
      { title: 'B', pages: ['keys'], restOf: '' },
    ];
    expect(arrangePages(['keys', 'guides/a', 'guides/b', 'security'], groups)).toEqual([
      { title: 'A', pages: ['guides/b', 'guides/a'] },
      { title: 'B', pages: ['keys', 'security'] },
    ]);
  });
});
