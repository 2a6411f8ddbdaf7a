import type ts from 'typescript';
import { SchematicError } from './schematic.error.js';
import type { SourceStyle } from './source-style.js';
import { insertion, type TextEdit } from './text-edits.js';
import type { TypeScript } from './typescript.js';

/** A list of a module's metadata. */
export type MetadataList = 'imports' | 'providers';

/** What edits of metadata are made of. */
export interface MetadataParts {
  readonly typescript: TypeScript;
  readonly source: ts.SourceFile;
  readonly metadata: ts.ObjectLiteralExpression;
  readonly style: SourceStyle;
}

/**
 * Adds an entry to a list of a module.
 * @param entry as it is to stand there
 * @throws SchematicError if the list is made by code that cannot be added to
 */
export function listEdit(parts: MetadataParts, list: MetadataList, entry: string): TextEdit {
  const { typescript, source, metadata } = parts;
  const property = metadata.properties.find((each) => nameOf(typescript, each) === list);
  if (property === undefined) return newList(parts, list, entry);
  if (typescript.isShorthandPropertyAssignment(property)) {
    return insertion(property.getEnd(), `: [...${list}, ${entry}]`);
  }
  const value = typescript.isPropertyAssignment(property) ? property.initializer : undefined;
  if (value !== undefined && typescript.isArrayLiteralExpression(value))
    return longerArray(parts, value, entry);
  if (value !== undefined && typescript.isIdentifier(value)) {
    const text = `[...${value.text}, ${entry}]`;
    return { start: value.getStart(source), end: value.getEnd(), text };
  }
  throw new SchematicError(
    `The ${list} in ${source.fileName} are made by code: add ${entry} to them by hand.`,
  );
}

/** Whether a list names something already. */
export function listHas(parts: MetadataParts, list: MetadataList, name: string): boolean {
  const { typescript, source, metadata } = parts;
  const property = metadata.properties.find((each) => nameOf(typescript, each) === list);
  if (property === undefined) return false;
  const isName = (node: ts.Node): boolean =>
    (typescript.isIdentifier(node) && node.getText(source) === name) ||
    (typescript.forEachChild(node, (child) => isName(child) || undefined) ?? false);
  return isName(property);
}

function nameOf(typescript: TypeScript, { name }: ts.ObjectLiteralElementLike): string | undefined {
  if (name === undefined) return undefined;
  return typescript.isIdentifier(name) || typescript.isStringLiteral(name) ? name.text : undefined;
}

function newList(
  { typescript, source, metadata, style }: MetadataParts,
  list: MetadataList,
  entry: string,
): TextEdit {
  if (metadata.properties.some((each) => typescript.isSpreadAssignment(each))) {
    throw new SchematicError(
      `The metadata in ${source.fileName} are spread from elsewhere, maybe with ${list}: add ${entry} to them by hand.`,
    );
  }
  const behindBrace = metadata.getStart(source) + 1;
  const { indent, lineBreak } = style;
  if (metadata.properties.length === 0) {
    const text = `{${lineBreak}${indent}${list}: [${entry}],${lineBreak}}`;
    return { start: metadata.getStart(source), end: metadata.getEnd(), text };
  }
  const first = metadata.properties[0]?.getStart(source) ?? behindBrace;
  const isMultiLine = source.text.slice(behindBrace, first).includes('\n');
  if (!isMultiLine) return insertion(first, `${list}: [${entry}], `);
  return insertion(first, `${list}: [${entry}],${lineBreak}${indentationAt(source, first)}`);
}

function longerArray({ source }: MetadataParts, array: ts.ArrayLiteralExpression, entry: string): TextEdit {
  const last = array.elements.at(-1);
  if (last === undefined) return insertion(array.getStart(source) + 1, entry);
  const start = last.getStart(source);
  const isMultiLine = source.text
    .slice(array.getStart(source), array.elements[0]?.getStart(source))
    .includes('\n');
  if (!isMultiLine) return insertion(last.getEnd(), `, ${entry}`);
  const lineBreak = source.text.includes('\r\n') ? '\r\n' : '\n';
  return insertion(last.getEnd(), `,${lineBreak}${indentationAt(source, start)}${entry}`);
}

/** White space that the line begins with. */
function indentationAt(source: ts.SourceFile, position: number): string {
  const lineStart = source.text.lastIndexOf('\n', position - 1) + 1;
  return /^[ \t]*/.exec(source.text.slice(lineStart))?.[0] ?? '';
}
