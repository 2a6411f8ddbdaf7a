import { isGenerated, isSpec, type SourceFiles } from './source-files.js';

/**
 * What servers call themselves. Forks and hosted services give any version they like, so what a server can do is found
 * out by asking it for that.
 */
const VERSION_FIELD = /(['"`])(?:(?:redis|valkey|dragonfly|keydb)_version|server_name)\1|\.hello\(/g;

/** A file that reads a version, and what for. */
export interface VersionReader {
  readonly file: string;
  /** Why that is no decision about what the server can do. */
  readonly reason: string;
}

/** Library sources that read the version of a server, and entries of `allowed` that do not. */
export function versionDecisionViolations(files: SourceFiles, allowed: readonly VersionReader[]): string[] {
  const readers = new Map<string, string[]>();
  for (const [path, text] of files) {
    if (!path.endsWith('.ts') || isSpec(path) || isGenerated(path)) continue;
    const fields = [...text.matchAll(VERSION_FIELD)].map(([field]) => field.replaceAll(/\W/g, ''));
    if (fields.length > 0) readers.set(path, fields);
  }
  const isAllowed = (path: string): boolean => allowed.some(({ file }) => file === path);
  return [
    ...[...readers]
      .filter(([path]) => !isAllowed(path))
      .map(
        ([path, fields]) => `${path} reads ${fields.join(', ')}: ask the server for the feature by trying it`,
      ),
    ...allowed
      .filter(({ file }) => !readers.has(file))
      .map(({ file }) => `${file} no longer reads a version: remove it from the list`),
  ];
}
