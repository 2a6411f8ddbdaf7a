// The text of an API report: every declaration of a surface as its .d.ts has it, in the order of names, without
// comments and private members, so that a change of the text is a change of what users compile against.
import ts from 'typescript';
import { isHidden } from './members.mjs';

/**
 * @param {import('./surface.mjs').Surface} surface
 * @returns {string} Markdown
 */
export function reportOf({ entry, exported, mentioned, injected, elsewhere }) {
  const parts = [
    `# ${entry.specifier}`,
    'Written by `npm run api:report` from the declarations that users compile against. Do not edit.',
    `## Exported\n\n${codeBlock(exported)}`,
  ];
  if (mentioned.length > 0) parts.push(`## Mentioned by these, not exported\n\n${codeBlock(mentioned)}`);
  if (injected.length > 0)
    parts.push(`## Mentioned by constructors only, not exported\n\n${injected.join(', ')}`);
  if (elsewhere.size > 0) parts.push(`## Mentioned, exported elsewhere\n\n${listOf(elsewhere)}`);
  return `${parts.join('\n\n')}\n`;
}

function listOf(elsewhere) {
  return [...elsewhere].map(([specifier, names]) => `- ${specifier}: ${names.join(', ')}`).join('\n');
}

function codeBlock(declarations) {
  const texts = declarations.map(({ name, nodes }) => nodes.map((node) => textOf(node, name)).join('\n'));
  return `\`\`\`ts\n${texts.join('\n\n')}\n\`\`\``;
}

const printer = ts.createPrinter({ removeComments: true });

function textOf(node, name) {
  const statement = ts.isVariableDeclaration(node) ? variableStatement(node) : node;
  const result = ts.transform(statement, [withoutHiddenMembers]);
  const text = printer.printNode(ts.EmitHint.Unspecified, result.transformed[0], node.getSourceFile());
  result.dispose();
  const own = node.name?.getText();
  return own === undefined || own === name ? text : `${text}\n// exported as ${name}`;
}

/** Only the one variable, also of `const a, b`. */
function variableStatement(node) {
  const list = ts.factory.createVariableDeclarationList([node], node.parent.flags);
  return ts.factory.createVariableStatement(node.parent.parent.modifiers, list);
}

function withoutHiddenMembers(context) {
  const visit = (node) => (isHidden(node) ? undefined : ts.visitEachChild(node, visit, context));
  return visit;
}
