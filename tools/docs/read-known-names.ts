import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { declaredNames, type DeclaredName } from './declared-names.js';

const KNOWN_NAMES = 'tools/docs/known-names.ts';

/**
 * The names that `known-names.ts` exports. Of packages it exports as a whole, those that their `index.ts` lists.
 * @param root absolute path of the repository
 */
export function readKnownNames(root: string): { path: string; names: readonly DeclaredName[] } {
  const { paths = {} } = readTsconfig(root);
  const source = parse(root, KNOWN_NAMES);
  const fromPackages = source.statements.flatMap((statement) => {
    if (!ts.isExportDeclaration(statement) || statement.exportClause !== undefined) return [];
    const { moduleSpecifier } = statement;
    if (moduleSpecifier === undefined || !ts.isStringLiteral(moduleSpecifier)) return [];
    const [index] = paths[moduleSpecifier.text] ?? [];
    if (index === undefined)
      throw new Error(`${KNOWN_NAMES}: tsconfig.json has no path for ${moduleSpecifier.text}`);
    return exportedNames(parse(root, index));
  });
  return { path: KNOWN_NAMES, names: [...exportedNames(source), ...fromPackages] };
}

function exportedNames(source: ts.SourceFile): DeclaredName[] {
  return declaredNames(source).filter(({ exported }) => exported);
}

function parse(root: string, path: string): ts.SourceFile {
  return ts.createSourceFile(path, readFileSync(join(root, path), 'utf8'), ts.ScriptTarget.Latest, true);
}

function readTsconfig(root: string): { paths?: Record<string, readonly string[]> } {
  const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), (path) => ts.sys.readFile(path));
  return config.compilerOptions;
}
