import type ts from 'typescript';
import type { SourceStyle } from './source-style.js';
import { insertion, type TextEdit } from './text-edits.js';
import type { TypeScript } from './typescript.js';

/** A name that a file is to import. */
export interface WantedImport {
  readonly name: string;
  readonly from: string;
  /** What it is called where the file has something else of that name. */
  readonly otherwise: string;
}

/** The edit that imports a name, if one is needed, and what the name is called in the file. */
export interface ImportEdit {
  readonly local: string;
  readonly edits: readonly TextEdit[];
}

/** Names of import declarations, with what they are called in the file. */
interface ImportedName {
  readonly imported: string;
  readonly local: string;
  readonly from: string;
}

/** Imports a name, unless the file has it already. */
export function importEdit(
  typescript: TypeScript,
  source: ts.SourceFile,
  wanted: WantedImport,
  style: SourceStyle,
): ImportEdit {
  const declarations = source.statements.filter((statement) => typescript.isImportDeclaration(statement));
  const names = declarations.flatMap((declaration) => namesOf(typescript, declaration));
  const known = names.find(({ imported, from }) => imported === wanted.name && from === wanted.from);
  if (known !== undefined) return { local: known.local, edits: [] };
  const isTaken =
    names.some(({ local }) => local === wanted.name) || declares(typescript, source, wanted.name);
  const local = isTaken ? wanted.otherwise : wanted.name;
  const { quote, end, lineBreak } = style;
  const clause = local === wanted.name ? local : `${wanted.name} as ${local}`;
  const line = `import { ${clause} } from ${quote}${wanted.from}${quote}${end}`;
  const last = declarations.at(-1);
  const edit =
    last === undefined
      ? insertion(source.statements[0]?.getStart(source) ?? 0, line + lineBreak)
      : insertion(last.getEnd(), lineBreak + line);
  return { local, edits: [edit] };
}

function namesOf(typescript: TypeScript, declaration: ts.ImportDeclaration): ImportedName[] {
  const { importClause, moduleSpecifier } = declaration;
  const bindings = importClause?.namedBindings;
  if (!typescript.isStringLiteral(moduleSpecifier)) return [];
  const from = moduleSpecifier.text;
  const ofDefault =
    importClause?.name === undefined ? [] : [{ imported: 'default', local: importClause.name.text, from }];
  if (bindings === undefined || !typescript.isNamedImports(bindings)) return ofDefault;
  const named = bindings.elements.map(({ name, propertyName }) => ({
    imported: (propertyName ?? name).text,
    local: name.text,
    from,
  }));
  return [...ofDefault, ...named];
}

function declares(typescript: TypeScript, source: ts.SourceFile, name: string): boolean {
  return source.statements.some(
    (statement) => typescript.isClassDeclaration(statement) && statement.name?.text === name,
  );
}
