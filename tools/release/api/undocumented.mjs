// Public names and methods without TSDoc. Words that a method inherits count. Fields whose names say it all need none.
import ts from 'typescript';
import { isHidden } from './members.mjs';

/**
 * @param {ts.TypeChecker} checker
 * @param {import('./surface.mjs').Surface} surface
 * @returns {readonly string[]} "specifier: Name" or "specifier: Name.method"
 */
export function undocumentedIn(checker, { entry, exported }) {
  const missing = exported.flatMap(({ name, nodes }) => {
    const own = nodes.some((node) => isDocumented(checker, node)) ? [] : [name];
    return [
      ...own,
      ...methodsOf(nodes)
        .filter(without)
        .map((each) => `${name}.${nameOf(each)}`),
    ];
  });
  return [...new Set(missing)].map((name) => `${entry.specifier}: ${name}`);

  function without(member) {
    return !isDocumented(checker, member);
  }
}

function methodsOf(nodes) {
  return nodes
    .filter((node) => ts.isClassDeclaration(node) || ts.isInterfaceDeclaration(node))
    .flatMap((node) => node.members.filter(isMethod));
}

function isMethod(member) {
  return !isHidden(member) && (ts.isMethodDeclaration(member) || ts.isMethodSignature(member));
}

function isDocumented(checker, node) {
  const symbol = checker.getSymbolAtLocation(node.name ?? node);
  if (symbol === undefined) return false;
  return symbol.getDocumentationComment(checker).length > 0 || symbol.getJsDocTags(checker).length > 0;
}

function nameOf(member) {
  return member.name.getText();
}
