import ts from 'typescript';
import { isGenerated, isSpec, type SourceFiles } from './source-files.js';
import { locationOf, parseSource, walk } from './typescript-source.js';

/** Commands whose cost or effect grows with the keyspace, or with a set nobody bounds. */
const UNBOUNDED = new Set([
  'keys',
  'scan',
  'scanstream',
  'scanbufferstream',
  'smembers',
  'flushall',
  'flushdb',
]);

/** Functions whose first argument is the name of a command. */
const BY_NAME = new Set(['call', 'callBuffer', 'Command']);

/** Functions that are given an object which names a command as its `command`, or else as its `name`. */
const SENDING = new Set(['send', 'sendRawCommand']);

const LUA_CALL = /\bredis\s*\.\s*p?call\s*\(\s*(['"])([a-z]+)\1/gi;

/** A use that is allowed, and why. */
export interface AllowedCommand {
  readonly file: string;
  /** Lower case, e.g. `flushdb`. */
  readonly command: string;
  readonly reason: string;
}

interface CommandUse {
  readonly file: string;
  readonly location: string;
  readonly command: string;
}

/** Unbounded commands in library sources, TypeScript and Lua, and entries of `allowed` that nothing uses. */
export function unboundedCommandViolations(files: SourceFiles, allowed: readonly AllowedCommand[]): string[] {
  const uses = [...files].flatMap(([path, text]) => usesIn(path, text));
  const matches = (use: CommandUse, entry: AllowedCommand): boolean =>
    use.file === entry.file && use.command === entry.command;
  return [
    ...uses
      .filter((use) => !allowed.some((entry) => matches(use, entry)))
      .map((use) => `${use.location} calls ${use.command.toUpperCase()}, which is not bounded`),
    ...allowed
      .filter((entry) => !uses.some((use) => matches(use, entry)))
      .map(
        (entry) => `${entry.file} no longer calls ${entry.command.toUpperCase()}: remove it from the list`,
      ),
  ];
}

function usesIn(path: string, text: string): CommandUse[] {
  if (path.endsWith('.lua')) return usesInLua(path, text);
  return path.endsWith('.ts') && !isSpec(path) && !isGenerated(path) ? usesInTypeScript(path, text) : [];
}

function usesInLua(file: string, text: string): CommandUse[] {
  return text.split('\n').flatMap((line, index) =>
    [...line.matchAll(LUA_CALL)]
      .map((match) => (match[2] ?? '').toLowerCase())
      .filter((command) => UNBOUNDED.has(command))
      .map((command) => ({ file, location: `${file}:${index + 1}`, command })),
  );
}

function usesInTypeScript(file: string, text: string): CommandUse[] {
  const source = parseSource(file, text);
  const uses: CommandUse[] = [];
  walk(source, (node) => {
    if (!ts.isCallExpression(node) && !ts.isNewExpression(node)) return;
    const command = commandOf(node)
      ?.toLowerCase()
      .replace(/buffer$/, '');
    if (command !== undefined && UNBOUNDED.has(command)) {
      uses.push({ file, location: locationOf(source, node), command });
    }
  });
  return uses;
}

/** The Redis command a call would send: `x.smembers(k)`, `x['scan'](0)`, `x.call('KEYS', '*')`. */
function commandOf(node: ts.CallExpression | ts.NewExpression): string | undefined {
  const name = calleeName(node.expression);
  if (name === undefined) return undefined;
  const [first] = node.arguments ?? [];
  if (first !== undefined && SENDING.has(name))
    return propertyOf(first, 'command') ?? propertyOf(first, 'name');
  if (BY_NAME.has(name)) return first !== undefined && ts.isStringLiteralLike(first) ? first.text : undefined;
  // `map.keys()` and `Object.keys(x)` are not the command: KEYS has a pattern, and goes to a client.
  if (name === 'keys' && (first === undefined || isGlobalObject(node.expression))) return undefined;
  return name;
}

function calleeName(callee: ts.Expression): string | undefined {
  if (ts.isPropertyAccessExpression(callee)) return callee.name.text;
  if (ts.isElementAccessExpression(callee) && ts.isStringLiteralLike(callee.argumentExpression)) {
    return callee.argumentExpression.text;
  }
  return ts.isIdentifier(callee) && BY_NAME.has(callee.text) ? callee.text : undefined;
}

function isGlobalObject(callee: ts.Expression): boolean {
  return ts.isPropertyAccessExpression(callee) && callee.expression.getText() === 'Object';
}

/** Text of a property of an object literal. */
function propertyOf(node: ts.Expression, name: string): string | undefined {
  if (!ts.isObjectLiteralExpression(node)) return undefined;
  for (const property of node.properties) {
    if (!ts.isPropertyAssignment(property) || !ts.isIdentifier(property.name)) continue;
    if (property.name.text === name && ts.isStringLiteralLike(property.initializer)) {
      return property.initializer.text;
    }
  }
  return undefined;
}
