// Members that are in a declaration file only so that classes are not confused: users cannot reach them.
import ts from 'typescript';

/** Whether a node is a private member: `private x`, `#x`. */
export function isHidden(node) {
  if (!ts.isClassElement(node) && !ts.isParameter(node)) return false;
  if (ts.isConstructorDeclaration(node)) return false;
  const isPrivate = ts.getCombinedModifierFlags(node) & ts.ModifierFlags.Private;
  return isPrivate !== 0 || (node.name !== undefined && ts.isPrivateIdentifier(node.name));
}
