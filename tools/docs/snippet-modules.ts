import { posix } from 'node:path';
import ts from 'typescript';
import { declaredNames, mentionedNames, type DeclaredName } from './declared-names.js';
import type { MarkdownBlock } from './markdown-blocks.js';

/** A block of a document as the module it is compiled as. */
export interface SnippetModule {
  readonly block: MarkdownBlock;
  /** Path of the module, relative to the root of the repository; the file does not exist. */
  readonly path: string;
  /** The text of the block, with one line before and one behind it. */
  readonly text: string;
}

/** A module and the names it has for fragments. */
interface NamedModule {
  readonly path: string;
  readonly names: readonly DeclaredName[];
}

const FILE_NAME = /^\/\/ (?<file>[\w./-]+\.ts)\n/;

/**
 * The TypeScript blocks of one document as modules.
 *
 * A block whose first line is a comment with the name of a file (`// src/main.ts`) is that file: it is compiled as it
 * stands, and other blocks of the page import it by that name. Any other block is a fragment. What it mentions and
 * does not declare is looked for, from the end backwards, in the blocks and preludes above it, then among the `known`
 * names.
 */
export function snippetModules(blocks: readonly MarkdownBlock[], known: NamedModule): SnippetModule[] {
  const modules: SnippetModule[] = [];
  const above: NamedModule[] = [known];
  for (const [index, block] of blocks.entries()) {
    if (!isTypeScript(block) || block.notCompiled !== undefined) continue;
    const file = FILE_NAME.exec(block.text)?.groups?.['file'];
    const path = posix.join(`${block.path}.snippets`, file ?? `${block.language}-${index}.ts`);
    const source = ts.createSourceFile(path, block.text, ts.ScriptTarget.Latest, true);
    const names = declaredNames(source);
    const header = file === undefined ? imports(path, missingNames(source, names, above)) : '';
    modules.push({
      block,
      path,
      text: `${header}\n${block.text}\n${file === undefined ? exports(names) : ''}`,
    });
    above.push({
      path,
      names: file === undefined ? offeredNames(names, above) : names.filter(({ exported }) => exported),
    });
  }
  return modules;
}

/** True for blocks that are compiled unless a comment says otherwise. */
export function isTypeScript({ language }: MarkdownBlock): boolean {
  return ['ts', 'typescript', 'prelude'].includes(language);
}

/** What a fragment mentions and does not declare, with the nearest module above that has it. */
function missingNames(
  source: ts.SourceFile,
  own: readonly DeclaredName[],
  above: readonly NamedModule[],
): Map<string, DeclaredName[]> {
  const missing = new Map<string, DeclaredName[]>();
  for (const name of mentionedNames(source)) {
    if (own.some((each) => each.name === name)) continue;
    for (const { path, names } of above.toReversed()) {
      const found = names.find((each) => each.name === name);
      if (found === undefined) continue;
      missing.set(path, [...(missing.get(path) ?? []), found]);
      break;
    }
  }
  return missing;
}

/** What a fragment has for those below: not the type of something that they know as a value from further above. */
function offeredNames(own: readonly DeclaredName[], above: readonly NamedModule[]): DeclaredName[] {
  return own.filter(
    ({ name, typeOnly, imported }) =>
      !(typeOnly && imported) ||
      !above.some(({ names }) => names.some((known) => known.name === name && !known.typeOnly)),
  );
}

/** In one line, so that lines of the block are easy to tell. */
function imports(from: string, names: ReadonlyMap<string, readonly DeclaredName[]>): string {
  return Array.from(names, ([path, found]) => {
    const specifier = `./${posix.relative(posix.dirname(from), path)}`.replace(/\.ts$/, '.js');
    return `import { ${found.map(written).join(', ')} } from '${specifier}';`;
  }).join(' ');
}

/** Makes what a fragment declares known to those below. */
function exports(names: readonly DeclaredName[]): string {
  const own = names.filter(({ exported }) => !exported);
  return `export { ${[...new Set(own.map(written))].join(', ')} };`;
}

function written({ name, typeOnly }: DeclaredName): string {
  return typeOnly ? `type ${name}` : name;
}
