import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { brokenLinks, recordViolations, unknownCommands } from './support/markdown.rules.js';
import { readRootFiles, readSourceFiles, REPOSITORY_ROOT } from './support/source-files.js';

// The API reference is generated and has checks of its own.
const isMarkdown = (path: string): boolean => path.endsWith('.md') && !path.startsWith('docs/api/');
const documents = new Map([...readRootFiles(isMarkdown), ...readSourceFiles(['docs', 'bench'], isMarkdown)]);

/** That each rule can fail is shown in `support/markdown.rules.spec.ts`. */
describe('the documentation', () => {
  it('is seen by these checks', () => {
    expect([...documents.keys()]).toEqual(expect.arrayContaining(['CONTRIBUTING.md', 'docs/README.md']));
  });

  it('has no link that leads nowhere', () => {
    expect(brokenLinks(documents, (path) => existsSync(join(REPOSITORY_ROOT, path)))).toEqual([]);
  });

  it('names only commands that exist', () => {
    const manifest: { scripts: Record<string, string> } = JSON.parse(
      readFileSync(join(REPOSITORY_ROOT, 'package.json'), 'utf8'),
    );
    expect(unknownCommands(documents, Object.keys(manifest.scripts))).toEqual([]);
  });

  it('lists every decision record, complete and under a number of its own', () => {
    expect(recordViolations(documents)).toEqual([]);
  });
});
