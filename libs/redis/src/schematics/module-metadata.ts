import type ts from 'typescript';
import { SchematicError } from './schematic.error.js';
import type { TypeScript } from './typescript.js';

/** A class with `@Module({ ... })`. */
export interface ModuleMetadata {
  readonly className: string;
  readonly metadata: ts.ObjectLiteralExpression;
}

/**
 * The module of a file.
 * @param className which one, where the file has several
 * @throws SchematicError if there is none, or it is not clear which, or its metadata are not written there
 */
export function findModule(
  typescript: TypeScript,
  source: ts.SourceFile,
  className: string | undefined,
): ModuleMetadata {
  const modules = source.statements.flatMap((statement) => {
    if (!typescript.isClassDeclaration(statement) || statement.name === undefined) return [];
    const decorator = (typescript.getDecorators(statement) ?? []).find(({ expression }) => {
      const callee = typescript.isCallExpression(expression) ? expression.expression : expression;
      return callee.getText(source) === 'Module';
    });
    return decorator === undefined ? [] : [{ className: statement.name.text, decorator }];
  });
  const path = source.fileName;
  const chosen = modules.length === 1 ? modules[0] : modules.find((each) => each.className === className);
  if (chosen === undefined) {
    const names = modules.map((each) => each.className).join(', ');
    const what = modules.length === 0 ? 'no class with @Module()' : `several modules (${names})`;
    throw new SchematicError(`${path} has ${what}: name the file of the root module with --module.`);
  }
  const { expression } = chosen.decorator;
  const argument = typescript.isCallExpression(expression) ? expression.arguments[0] : undefined;
  if (argument === undefined || !typescript.isObjectLiteralExpression(argument)) {
    throw new SchematicError(
      `The metadata of ${chosen.className} in ${path} are not written in @Module({ ... }): add them by hand.`,
    );
  }
  return { className: chosen.className, metadata: argument };
}
