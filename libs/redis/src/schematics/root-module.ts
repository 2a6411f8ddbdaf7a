import { posix } from 'node:path';
import type { Tree } from '@angular-devkit/schematics';
import type ts from 'typescript';
import { findNamedModule } from './named-module.js';
import { SchematicError } from './schematic.error.js';
import type { TypeScript } from './typescript.js';

/** The root module of an application. */
export interface RootModule {
  readonly path: string;
  /** Undefined: whatever module the file has. */
  readonly className: string | undefined;
}

const FACTORY_METHODS = new Set(['create', 'createMicroservice', 'createApplicationContext']);

/**
 * The root module: the file that is named, or the one that `main.ts` starts, or `app.module.ts`.
 * @throws SchematicError if there is none of these
 */
export function findRootModule(
  typescript: TypeScript,
  tree: Tree,
  { sourceRoot, module }: { readonly sourceRoot: string; readonly module: string | undefined },
): RootModule {
  if (module !== undefined) return { path: findNamedModule(tree, module), className: undefined };
  const started = startedModule(typescript, tree, posix.join(sourceRoot, 'main.ts'));
  if (started !== undefined) return started;
  const usual = posix.join(sourceRoot, 'app.module.ts');
  if (tree.exists(usual)) return { path: usual, className: undefined };
  throw new SchematicError(
    `The root module was not found: ${sourceRoot}/main.ts starts none that it imports. Name its file with --module.`,
  );
}

/** What `NestFactory.create(...)` is given, if the file imports it from another one. */
function startedModule(typescript: TypeScript, tree: Tree, main: string): RootModule | undefined {
  if (!tree.exists(main)) return undefined;
  const source = typescript.createSourceFile(main, tree.readText(main), typescript.ScriptTarget.Latest, true);
  const className = moduleName(typescript, source);
  if (className === undefined) return undefined;
  const specifier = importedFrom(typescript, source, className);
  if (specifier === undefined) return { path: main, className };
  if (!specifier.startsWith('.')) return undefined;
  const base = posix.join(posix.dirname(main), specifier.replace(/\.js$/, ''));
  const path = [`${base}.ts`, posix.join(base, 'index.ts')].find((each) => tree.exists(each));
  return path === undefined ? undefined : { path, className };
}

function moduleName(typescript: TypeScript, source: ts.SourceFile): string | undefined {
  const visit = (node: ts.Node): string | undefined => {
    if (typescript.isCallExpression(node) && typescript.isPropertyAccessExpression(node.expression)) {
      const { expression, name } = node.expression;
      const [argument] = node.arguments;
      const isFactory = expression.getText(source) === 'NestFactory' && FACTORY_METHODS.has(name.text);
      if (isFactory && argument !== undefined && typescript.isIdentifier(argument)) return argument.text;
    }
    return typescript.forEachChild(node, visit);
  };
  return visit(source);
}

/** Where a name comes from; undefined if the file does not import it. */
function importedFrom(typescript: TypeScript, source: ts.SourceFile, name: string): string | undefined {
  for (const statement of source.statements) {
    if (!typescript.isImportDeclaration(statement)) continue;
    const { importClause, moduleSpecifier } = statement;
    const bindings = importClause?.namedBindings;
    const names =
      bindings !== undefined && typescript.isNamedImports(bindings)
        ? bindings.elements.map((element) => element.name.text)
        : [];
    const isHere = names.includes(name) || importClause?.name?.text === name;
    if (isHere && typescript.isStringLiteral(moduleSpecifier)) return moduleSpecifier.text;
  }
  return undefined;
}
