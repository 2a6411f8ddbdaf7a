// What an entry point shows: the declarations it exports, and those of the same package that they mention.
import { sep } from 'node:path';
import ts from 'typescript';
import { isHidden } from './members.mjs';

/**
 * @typedef {object} PublicDeclaration
 * @property {string} name
 * @property {readonly ts.Declaration[]} nodes more than one for overloads and merged declarations
 *
 * @typedef {object} Surface
 * @property {import('../packages.mjs').EntryPoint} entry
 * @property {readonly PublicDeclaration[]} exported by name
 * @property {readonly PublicDeclaration[]} mentioned reachable from the exported ones, without a name for users
 * @property {readonly string[]} injected names of types that only constructors mention: Nest calls those, not users
 * @property {ReadonlyMap<string, readonly string[]>} elsewhere names mentioned that other entry points export, by
 *   their specifier
 */

/**
 * @param {ts.Program} program of `declarationProgram`
 * @param {readonly import('../packages.mjs').LibraryPackage[]} packages
 * @returns {readonly Surface[]} one for each entry point
 */
export function surfacesOf(program, packages) {
  const checker = program.getTypeChecker();
  const exportsByEntry = packages.flatMap((owner) =>
    owner.entries.map((entry) => ({ owner, entry, exported: exportsOf(program, owner, entry) })),
  );
  return exportsByEntry.map(({ owner, entry, exported }) => {
    const homes = homesOf(exportsByEntry, owner, entry);
    return { entry, ...reach(checker, owner, exported, homes) };
  });
}

/** @returns {ReadonlyMap<ts.Symbol, string>} the declared symbol by the name it is exported under */
function exportsOf(program, { root }, { types, specifier }) {
  const checker = program.getTypeChecker();
  const file = program.getSourceFile(`${root.replaceAll(sep, '/')}/${types}`);
  if (file === undefined) throw new Error(`${specifier}: nothing in src becomes ${types}`);
  const symbols = checker.getExportsOfModule(checker.getSymbolAtLocation(file));
  return new Map(symbols.map((symbol) => [declared(checker, symbol), symbol.name]));
}

/** What the other entry points of the package, or other packages, export. The main entry point comes first. */
function homesOf(exportsByEntry, owner, entry) {
  const homes = new Map();
  for (const other of exportsByEntry) {
    if (other.entry === entry) continue;
    for (const [symbol, name] of other.exported) {
      if (!homes.has(symbol)) homes.set(symbol, { name, specifier: other.entry.specifier });
    }
  }
  return homes;
}

function reach(checker, owner, exported, homes) {
  const elsewhere = new Map();
  const mentioned = new Map();
  const injected = new Map();
  const queue = [...exported.keys()];
  for (const symbol of queue) {
    for (const { used, byConstructor } of mentions(checker, symbol)) {
      const home = homes.get(used);
      if (exported.has(used) || mentioned.has(used)) continue;
      if (home !== undefined) {
        elsewhere.set(home.specifier, (elsewhere.get(home.specifier) ?? new Set()).add(home.name));
      } else if (!isOfPackage(used, owner)) {
        continue;
      } else if (byConstructor) {
        injected.set(used, used.name);
      } else {
        mentioned.set(used, used.name);
        queue.push(used);
      }
    }
  }
  return {
    exported: sorted(exported),
    mentioned: sorted(mentioned),
    injected: [...injected]
      .filter(([symbol]) => !mentioned.has(symbol))
      .map(([, name]) => name)
      .toSorted(compare),
    elsewhere: new Map(
      [...elsewhere].toSorted(byKey).map(([specifier, names]) => [specifier, [...names].toSorted(compare)]),
    ),
  };
}

/** Top-level symbols that a symbol's declarations mention where users can see it. */
function* mentions(checker, symbol) {
  for (const node of symbol.declarations ?? []) yield* mentionsIn(checker, node, false);
}

function* mentionsIn(checker, node, byConstructor) {
  if (isHidden(node)) return;
  if (ts.isIdentifier(node)) {
    const symbol = checker.getSymbolAtLocation(node);
    const used = symbol === undefined ? undefined : declared(checker, symbol);
    if (used?.declarations?.some(isTopLevel)) yield { used, byConstructor };
  }
  const children = [];
  ts.forEachChild(node, (child) => void children.push(child));
  for (const child of children) {
    yield* mentionsIn(checker, child, byConstructor || ts.isConstructorDeclaration(child));
  }
}

function declared(checker, symbol) {
  return symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
}

function isTopLevel(node) {
  const statement = ts.isVariableDeclaration(node) ? node.parent.parent : node;
  return statement.parent !== undefined && ts.isSourceFile(statement.parent);
}

function isOfPackage(symbol, { root }) {
  const place = `${root.replaceAll(sep, '/')}/`;
  return symbol.declarations?.some((node) => node.getSourceFile().fileName.startsWith(place)) ?? false;
}

function sorted(symbols) {
  return [...symbols]
    .map(([symbol, name]) => ({ name, nodes: symbol.declarations ?? [] }))
    .toSorted((one, other) => compare(one.name, other.name));
}

function byKey([one], [other]) {
  return compare(one, other);
}

/** By code unit: the same order on every machine. */
function compare(one, other) {
  return one < other ? -1 : Number(one > other);
}
