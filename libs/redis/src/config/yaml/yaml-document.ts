import { isAlias, isMap, isScalar, LineCounter, parseDocument, type Document, type YAMLError } from 'yaml';
import { isDeeperThan } from './yaml-depth.js';

/** Levels of lists and maps; a list of databases needs four. */
const MAX_DEPTH = 20;

/** Aliases may repeat this many nodes in all: more is an attack, or a mistake. */
const MAX_ALIASED_NODES = 100;

export interface YamlProblem {
  /** Line of the file, the first is 1; undefined if it is about the whole file. */
  readonly line: number | undefined;
  /** What is wrong. Nothing of the file itself is repeated: it may be a password. */
  readonly problem: string;
}

/** The content of a YAML file, and where each part of it stands. */
export interface YamlDocument {
  readonly value: unknown;
  /** Line of a key, or of the nearest key above it that stands in the file. */
  lineOf(path: readonly PropertyKey[]): number | undefined;
}

export type YamlParseResult =
  { readonly document: YamlDocument } | { readonly problems: readonly YamlProblem[] };

/** Parses YAML 1.2 with merge keys (`<<: *defaults`). Every flaw is a problem, also what is only a warning in YAML. */
export function parseYaml(text: string): YamlParseResult {
  if (isDeeperThan(MAX_DEPTH, text)) {
    return {
      problems: [{ line: undefined, problem: `expected at most ${MAX_DEPTH} levels of lists and maps` }],
    };
  }
  const lines = new LineCounter();
  try {
    const document = parseDocument(text, {
      lineCounter: lines,
      merge: true,
      // Pretty messages quote the text, and with it its secrets.
      prettyErrors: false,
      logLevel: 'error',
      stringKeys: true,
      // No !!binary, !!set and the like: an unresolved tag is a warning, and warnings are refused below.
      resolveKnownTags: false,
    });
    const flaws = [...document.errors, ...document.warnings];
    if (flaws.length > 0) return { problems: flaws.slice(0, 5).map((flaw) => describeFlaw(flaw, lines)) };
    const value: unknown = document.toJS({ maxAliasCount: MAX_ALIASED_NODES });
    return { document: { value, lineOf: (path) => lineOf(document, lines, path) } };
  } catch (error) {
    return { problems: [{ line: undefined, problem: describeFailure(error) }] };
  }
}

const FLAWS: Readonly<Partial<Record<YAMLError['code'], string>>> = {
  BAD_ALIAS: 'expected the name of an anchor behind "*" (put texts that begin with "*" in quotes)',
  BAD_DQ_ESCAPE: 'expected another escape sequence (in double quotes "\\" is written "\\\\")',
  BAD_INDENT: 'expected another indentation, or a closing bracket above',
  BAD_SCALAR_START: 'expected quotes around a text that begins with a special character',
  DUPLICATE_KEY: 'expected each key once',
  MISSING_CHAR: 'expected a closing quote or bracket, or a ":" or a space behind a key',
  MULTIPLE_DOCS: 'expected one document, got several',
  TAB_AS_INDENT: 'expected spaces for indentation, got a tab',
  TAG_RESOLVE_FAILED: 'expected no tag such as "!name"',
};

/** By code, because messages repeat parts of the file. */
function describeFlaw(flaw: YAMLError, lines: LineCounter): YamlProblem {
  return {
    line: lines.linePos(flaw.pos[0]).line,
    problem: FLAWS[flaw.code] ?? `expected well-formed YAML (${flaw.code})`,
  };
}

function describeFailure(error: unknown): string {
  if (error instanceof ReferenceError) {
    return `expected aliases ("*name") of known anchors that repeat at most ${MAX_ALIASED_NODES} values`;
  }
  throw error;
}

function lineOf(document: Document, lines: LineCounter, path: readonly PropertyKey[]): number | undefined {
  let offset: number | undefined;
  let node: unknown = document.contents;
  for (const name of path) {
    const target = isAlias(node) ? node.resolve(document) : node;
    if (!isMap(target)) break;
    const pair = target.items.find(({ key }) => isScalar(key) && String(key.value) === String(name));
    if (pair === undefined) break;
    if (isScalar(pair.key) && pair.key.range) offset = pair.key.range[0];
    node = pair.value;
  }
  return offset === undefined ? undefined : lines.linePos(offset).line;
}
