import { describe, expect, it } from 'vitest';
import { uncheckedBlocks, unparsableBlocks, unparsableBodies } from '../../tools/docs/block-rules.js';
import { compileSnippets } from '../../tools/docs/compile-snippets.js';
import { blocksOf } from '../../tools/docs/markdown-blocks.js';
import { missingProofs } from '../../tools/docs/proof-rules.js';
import { readKnownNames } from '../../tools/docs/read-known-names.js';
import { snippetModules } from '../../tools/docs/snippet-modules.js';
import { brokenLinks } from './support/markdown.rules.js';
import { isSpec, readRootFiles, readSourceFiles, REPOSITORY_ROOT } from './support/source-files.js';

const isDocument = (path: string): boolean => path.endsWith('.md') && !path.startsWith('docs/api/');
const documents = new Map([
  ...readRootFiles(isDocument),
  ...readSourceFiles(['docs', 'libs', 'tools'], isDocument),
]);
const blocks = [...documents].map(([path, text]) => blocksOf(path, text));

/** That each check can fail is shown in `docs.rules.spec.ts`. */
describe('the code in the documentation', () => {
  it('compiles', { timeout: 240_000 }, () => {
    const known = readKnownNames(REPOSITORY_ROOT);
    const snippets = blocks.flatMap((ofDocument) => snippetModules(ofDocument, known));
    expect(snippets.length).toBeGreaterThan(50);
    expect(compileSnippets(REPOSITORY_ROOT, snippets)).toEqual([]);
  });

  it('is checked, or says why not', () => {
    expect(uncheckedBlocks(blocks.flat())).toEqual([]);
  });

  it('can be parsed where it is JSON or YAML', () => {
    expect(unparsableBlocks(blocks.flat())).toEqual([]);
    expect(unparsableBodies(blocks.flat())).toEqual([]);
  });
});

describe('the documents', () => {
  it('name only tests that exist', () => {
    const tests = readSourceFiles(['test', 'libs'], isSpec);
    const proving = [...documents].filter(([path]) => path === 'README.md' || path.startsWith('docs/'));
    expect(proving.flatMap(([path, text]) => missingProofs(path, text, tests))).toEqual([]);
  });

  it('of each package have no link that leads nowhere', () => {
    const ofPackages = new Map([...documents].filter(([path]) => path.startsWith('libs/')));
    const everything = readSourceFiles(['libs', 'docs', 'test', 'bench', 'demo'], () => true);
    expect(brokenLinks(ofPackages, (path) => everything.has(path) || documents.has(path))).toEqual([]);
  });

  it('are all listed in docs/README.md', () => {
    const index = documents.get('docs/README.md') ?? '';
    const pages = [...documents.keys()].filter((path) => /^docs\/(?!adr\/|README)/.test(path));
    expect(pages.filter((path) => !index.includes(`(${path.slice('docs/'.length)})`))).toEqual([]);
  });
});
