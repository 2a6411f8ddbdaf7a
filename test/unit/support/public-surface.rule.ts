import ts from 'typescript';
import type { SourceFiles } from './source-files.js';
import { locationOf, parseSource } from './typescript-source.js';

/** An entry point is a written list of names: `export *` would make every new export public by accident. */
export function publicSurfaceViolations(files: SourceFiles): string[] {
  const violations: string[] = [];
  for (const [path, text] of files) {
    if (!/(^|\/)index\.ts$/.test(path)) continue;
    const source = parseSource(path, text);
    for (const statement of source.statements) {
      if (ts.isExportDeclaration(statement) && statement.exportClause === undefined) {
        violations.push(`${locationOf(source, statement)} exports everything of a module: write the names`);
      }
    }
  }
  return violations;
}
