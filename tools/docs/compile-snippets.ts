import { dirname, join } from 'node:path';
import ts from 'typescript';
import type { SnippetModule } from './snippet-modules.js';

/**
 * Compiles snippets against the sources of the repository, as strictly as those, and writes nothing.
 * @param root absolute path of the repository
 * @returns what the compiler says, each as `document:line message`
 */
export function compileSnippets(root: string, snippets: readonly SnippetModule[]): string[] {
  const { options } = ts.parseJsonConfigFileContent(
    ts.readConfigFile(join(root, 'tsconfig.json'), (path) => ts.sys.readFile(path)).config,
    ts.sys,
    root,
  );
  const texts = new Map(snippets.map(({ path, text }) => [join(root, path), text]));
  const host = snippetHost(options, texts);
  // A snippet that adds to the types of a package would change them for all others.
  const [apart, together] = partition(snippets, ({ text }) => /^declare module /m.test(text));
  return [together, ...apart.map((snippet) => [snippet])].flatMap((group) =>
    group.length === 0 ? [] : diagnosticsOf(root, group, options, host),
  );
}

function diagnosticsOf(
  root: string,
  snippets: readonly SnippetModule[],
  options: ts.CompilerOptions,
  host: ts.CompilerHost,
): string[] {
  const rootNames = snippets.map(({ path }) => join(root, path));
  const program = ts.createProgram({
    rootNames,
    options: { ...options, noEmit: true, rootDir: root, declaration: false, sourceMap: false },
    host,
  });
  return snippets.flatMap((snippet, index) => {
    const file = program.getSourceFile(rootNames[index] ?? '');
    const found = [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)];
    return found.map((diagnostic) => describe(snippet, diagnostic));
  });
}

function describe({ block, text }: SnippetModule, { start = 0, messageText }: ts.Diagnostic): string {
  const linesAbove = text.slice(0, start).split('\n').length - 2;
  return `${block.path}:${block.line + linesAbove} ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
}

/** The files of the machine and the snippets on top; what was parsed once is used again. */
function snippetHost(options: ts.CompilerOptions, texts: ReadonlyMap<string, string>): ts.CompilerHost {
  const host = ts.createCompilerHost(options, true);
  const folders = new Set([...texts.keys()].flatMap((path) => ancestors(path)));
  const parsed = new Map<string, ts.SourceFile | undefined>();
  const readFile = (path: string): string | undefined => texts.get(path) ?? host.readFile(path);
  return {
    ...host,
    readFile,
    fileExists: (path) => texts.has(path) || host.fileExists(path),
    directoryExists: (path) => folders.has(path) || host.directoryExists?.(path) === true,
    getSourceFile: (path, languageVersion) => {
      if (parsed.has(path)) return parsed.get(path);
      const text = readFile(path);
      const source = text === undefined ? undefined : ts.createSourceFile(path, text, languageVersion, true);
      parsed.set(path, source);
      return source;
    },
  };
}

function ancestors(path: string): string[] {
  const parent = dirname(path);
  return parent === path ? [] : [parent, ...ancestors(parent)];
}

function partition<T>(items: readonly T[], belongs: (item: T) => boolean): [T[], T[]] {
  return [items.filter(belongs), items.filter((item) => !belongs(item))];
}
