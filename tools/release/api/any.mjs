// `any` in what users compile against switches their checks off without a word.
import ts from 'typescript';
import { isHidden } from './members.mjs';

/**
 * @param {import('./surface.mjs').Surface} surface
 * @returns {readonly string[]} places, as "specifier: name: text around it"
 */
export function placesOfAny({ entry, exported, mentioned }) {
  return [...exported, ...mentioned].flatMap(({ name, nodes }) =>
    nodes.flatMap((node) => [...anysIn(node)].map((around) => `${entry.specifier}: ${name}: ${around}`)),
  );
}

function* anysIn(node) {
  if (isHidden(node)) return;
  if (node.kind === ts.SyntaxKind.AnyKeyword) yield excerpt(node);
  const children = [];
  ts.forEachChild(node, (child) => void children.push(child));
  for (const child of children) yield* anysIn(child);
}

/** The member or declaration that holds a node, on one line. */
function excerpt(node) {
  let holder = node.parent;
  while (!ts.isClassElement(holder) && !ts.isTypeElement(holder) && !ts.isStatement(holder)) {
    holder = holder.parent;
  }
  return holder.getText().replaceAll(/\s+/g, ' ').slice(0, 160);
}
