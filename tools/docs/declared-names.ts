import ts from 'typescript';

/** A name of a module, and whether it is a type only. */
export interface DeclaredName {
  readonly name: string;
  readonly typeOnly: boolean;
  readonly exported: boolean;
  /** True if it comes from an import. */
  readonly imported?: boolean;
}

/** The names that a module declares, imports or exports by name at its top level. */
export function declaredNames(source: ts.SourceFile): DeclaredName[] {
  return source.statements.flatMap((statement) => namesOf(statement));
}

/** Every identifier that a module mentions. */
export function mentionedNames(source: ts.SourceFile): ReadonlySet<string> {
  const names = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) names.add(node.text);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return names;
}

function namesOf(statement: ts.Statement): DeclaredName[] {
  if (ts.isImportDeclaration(statement)) return importedNames(statement.importClause);
  if (ts.isExportDeclaration(statement)) return reexportedNames(statement);
  const exported = isExported(statement);
  if (ts.isVariableStatement(statement)) {
    return statement.declarationList.declarations
      .flatMap(({ name }) => boundNames(name))
      .map((name) => ({ name, typeOnly: false, exported }));
  }
  if (ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement)) {
    return [{ name: statement.name.text, typeOnly: true, exported }];
  }
  if (
    ts.isClassDeclaration(statement) ||
    ts.isFunctionDeclaration(statement) ||
    ts.isEnumDeclaration(statement)
  ) {
    return statement.name === undefined ? [] : [{ name: statement.name.text, typeOnly: false, exported }];
  }
  return [];
}

function importedNames(clause: ts.ImportClause | undefined): DeclaredName[] {
  const ofClause = clause?.phaseModifier === ts.SyntaxKind.TypeKeyword;
  const names: DeclaredName[] = [];
  if (clause?.name !== undefined)
    names.push({ name: clause.name.text, typeOnly: ofClause, exported: false, imported: true });
  const bindings = clause?.namedBindings;
  if (bindings === undefined) return names;
  if (ts.isNamespaceImport(bindings))
    return [...names, { name: bindings.name.text, typeOnly: ofClause, exported: false, imported: true }];
  for (const { name, isTypeOnly } of bindings.elements) {
    names.push({ name: name.text, typeOnly: ofClause || isTypeOnly, exported: false, imported: true });
  }
  return names;
}

function reexportedNames({ exportClause, isTypeOnly }: ts.ExportDeclaration): DeclaredName[] {
  if (exportClause === undefined || !ts.isNamedExports(exportClause)) return [];
  return exportClause.elements.map((element) => ({
    name: element.name.text,
    typeOnly: isTypeOnly || element.isTypeOnly,
    exported: true,
  }));
}

function boundNames(name: ts.BindingName): string[] {
  if (ts.isIdentifier(name)) return [name.text];
  return name.elements.flatMap((element) =>
    ts.isOmittedExpression(element) ? [] : boundNames(element.name),
  );
}

function isExported(statement: ts.Statement): boolean {
  return (
    ts.canHaveModifiers(statement) &&
    (ts.getModifiers(statement) ?? []).some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)
  );
}
