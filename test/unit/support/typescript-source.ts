import { posix } from 'node:path';
import ts from 'typescript';

/** A parsed file, with parent links. */
export function parseSource(path: string, text: string): ts.SourceFile {
  return ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
}

/** `path:line`, where a node begins. */
export function locationOf(source: ts.SourceFile, node: ts.Node): string {
  return `${source.fileName}:${source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1}`;
}

/** Calls `visit` for a node and everything below it. */
export function walk(node: ts.Node, visit: (node: ts.Node) => void): void {
  visit(node);
  ts.forEachChild(node, (child) => walk(child, visit));
}

export interface ModuleReference {
  readonly specifier: string;
  /** `path:line` of the reference. */
  readonly location: string;
  /**
   * True if nothing of it is left at run time. Only `import type ...`, `export type ...` and `import('...')` in
   * a type qualify: with `verbatimModuleSyntax`, `import { type A } from` still loads the module.
   */
  readonly typeOnly: boolean;
}

/** Every module a file refers to: imports, re-exports, dynamic imports and imports inside types. */
export function moduleReferencesOf(path: string, text: string): ModuleReference[] {
  const source = parseSource(path, text);
  const references: ModuleReference[] = [];
  walk(source, (node) => {
    const found = referenceIn(node);
    if (found !== undefined && ts.isStringLiteralLike(found.specifier)) {
      references.push({
        specifier: found.specifier.text,
        location: locationOf(source, node),
        typeOnly: found.typeOnly,
      });
    }
  });
  return references;
}

function referenceIn(node: ts.Node): { specifier: ts.Node; typeOnly: boolean } | undefined {
  if (ts.isImportDeclaration(node)) {
    const typeOnly = node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword;
    return { specifier: node.moduleSpecifier, typeOnly };
  }
  if (ts.isExportDeclaration(node) && node.moduleSpecifier !== undefined) {
    return { specifier: node.moduleSpecifier, typeOnly: node.isTypeOnly };
  }
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
    return { specifier: node.argument.literal, typeOnly: true };
  }
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
    const [specifier] = node.arguments;
    return specifier === undefined ? undefined : { specifier, typeOnly: false };
  }
  return undefined;
}

/** Path of the file a relative specifier names; undefined for packages and Node's own modules. */
export function resolveRelative(from: string, specifier: string): string | undefined {
  if (!specifier.startsWith('.')) return undefined;
  return posix.join(posix.dirname(from), specifier).replace(/\.js$/, '.ts');
}
