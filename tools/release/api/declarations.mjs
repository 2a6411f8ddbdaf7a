// The declarations (.d.ts) that the packages will ship, made in memory from the sources: no build is needed, and
// nothing is written. They are read again as a program of their own, so that what is looked at is what users get.
import { join, sep } from 'node:path';
import ts from 'typescript';

/**
 * @param {string} repository absolute path
 * @param {readonly import('../packages.mjs').LibraryPackage[]} packages
 * @returns {ts.Program} a program of the packages' declarations
 */
export function declarationProgram(repository, packages) {
  const options = compilerOptions(repository);
  const host = cachingHost(options);
  const sources = packages.flatMap((each) => sourcesOf(each));
  const declarations = emit(ts.createProgram(sources, { ...options, noCheck: true }, host), packages);
  return programOf(declarations, { ...options, paths: pathsTo(packages) }, host, packages);
}

/**
 * Errors in the packages' own declarations: what `@internal` has removed and something else still mentions.
 * @param {ts.Program} program of `declarationProgram`
 * @param {readonly import('../packages.mjs').LibraryPackage[]} packages
 * @returns {readonly string[]} the compiler's messages
 */
export function errorsIn(program, packages) {
  const places = packages.map(({ root }) => posix(join(root, 'dist/')));
  return program
    .getSourceFiles()
    .filter(({ fileName }) => places.some((place) => fileName.startsWith(place)))
    .flatMap((file) => program.getSemanticDiagnostics(file))
    .map(({ file, start, messageText }) => {
      const { line } = file.getLineAndCharacterOfPosition(start);
      return `${file.fileName}:${line + 1}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
    });
}

function compilerOptions(repository) {
  const file = join(repository, 'tsconfig.json');
  const { config, error } = ts.readConfigFile(file, (path) => ts.sys.readFile(path));
  if (error !== undefined) throw new Error(ts.flattenDiagnosticMessageText(error.messageText, '\n'));
  const { options } = ts.parseJsonConfigFileContent(
    { ...config, files: [], include: [] },
    ts.sys,
    repository,
  );
  const { outDir: _outDir, sourceMap: _sourceMap, ...rest } = options;
  return { ...rest, configFilePath: file, stripInternal: true, declaration: true, emitDeclarationOnly: true };
}

/** Both programs parse Nest, ioredis and Node's types once. */
function cachingHost(options) {
  const host = ts.createCompilerHost(options);
  const parsed = new Map();
  return {
    ...host,
    getSourceFile(name, ...rest) {
      if (!parsed.has(name)) parsed.set(name, host.getSourceFile(name, ...rest));
      return parsed.get(name);
    },
  };
}

function sourcesOf({ root }) {
  return ts.sys.readDirectory(join(root, 'src'), ['.ts'], ['**/*.spec.ts']);
}

/** @returns {ReadonlyMap<string, string>} text by the path that a build would write it to */
function emit(program, packages) {
  const declarations = new Map();
  program.emit(undefined, (path, text) => {
    const owner = packages.find(({ root }) => path.startsWith(posix(join(root, 'src/'))));
    if (owner === undefined) return;
    const below = path.slice(posix(join(owner.root, 'src/')).length);
    declarations.set(posix(join(owner.root, 'dist', below)), text);
  });
  return declarations;
}

/** A program that sees these declarations in `dist`, and of `dist` nothing else: what is there may be old. */
function programOf(declarations, options, host, packages) {
  const places = packages.map(({ root }) => posix(join(root, 'dist/')));
  const isBuilt = (path) => places.some((place) => posix(path).startsWith(place));
  const declarationHost = {
    ...host,
    fileExists: (path) => (isBuilt(path) ? declarations.has(posix(path)) : host.fileExists(path)),
    readFile: (path) => (isBuilt(path) ? declarations.get(posix(path)) : host.readFile(path)),
    getSourceFile(path, languageVersion, ...rest) {
      const text = isBuilt(path) ? declarations.get(posix(path)) : undefined;
      if (text === undefined) return host.getSourceFile(path, languageVersion, ...rest);
      return ts.createSourceFile(path, text, languageVersion, true);
    },
  };
  delete declarationHost.directoryExists;
  const entries = packages.flatMap(({ root, entries: list }) =>
    list.map(({ types }) => posix(join(root, types))),
  );
  const checked = { ...options, noEmit: true, emitDeclarationOnly: false, skipLibCheck: false };
  return ts.createProgram(entries, checked, declarationHost);
}

function pathsTo(packages) {
  return Object.fromEntries(
    packages.flatMap(({ root, entries }) =>
      entries.map(({ specifier, types }) => [specifier, [posix(join(root, types))]]),
    ),
  );
}

function posix(path) {
  return path.replaceAll(sep, '/');
}
