import ts from 'typescript';
import { isSpec, type SourceFiles } from './source-files.js';
import { locationOf, parseSource, walk } from './typescript-source.js';

/**
 * Constructor parameters that Nest would resolve by their type. In the libraries each one names its token
 * (`@Inject(TOKEN)`, or a decorator built on it such as `@InjectRedis()`): `import type` and some compilers turn
 * the emitted type into `Object` without a word. A class counts if it, or any parameter of its constructor, is
 * decorated. The check is syntactic.
 */
export function implicitInjections(files: SourceFiles): string[] {
  const violations: string[] = [];
  for (const [path, text] of files) {
    if (!path.endsWith('.ts') || isSpec(path)) continue;
    const source = parseSource(path, text);
    walk(source, (node) => {
      if (!ts.isClassLike(node)) return;
      for (const parameter of injectedParametersOf(node)) {
        if ((ts.getDecorators(parameter) ?? []).some(namesToken)) continue;
        const owner = node.name?.text ?? 'class';
        violations.push(
          `${locationOf(source, parameter)} ${owner}: parameter ${parameter.name.getText(source)} lacks @Inject(TOKEN)`,
        );
      }
    });
  }
  return violations;
}

function injectedParametersOf(node: ts.ClassLikeDeclaration): readonly ts.ParameterDeclaration[] {
  const constructor = node.members.find(
    (member): member is ts.ConstructorDeclaration =>
      ts.isConstructorDeclaration(member) && member.body !== undefined,
  );
  const parameters = constructor?.parameters ?? [];
  const decorated = [node, ...parameters].some((each) => (ts.getDecorators(each) ?? []).length > 0);
  return decorated ? parameters : [];
}

/** `@Inject(TOKEN)`; bare `@Inject()` falls back to the type. `@InjectX()` has a default of its own. */
function namesToken({ expression }: ts.Decorator): boolean {
  if (!ts.isCallExpression(expression)) return false;
  const callee = expression.expression;
  const name = ts.isPropertyAccessExpression(callee) ? callee.name.text : callee.getText();
  return name === 'Inject' ? expression.arguments.length > 0 : /^Inject[A-Z]/.test(name);
}
