import { readdirSync, readFileSync } from 'node:fs';
import { join, posix, sep } from 'node:path';

/** Text by path; paths are relative to the repository root and use `/`. */
export type SourceFiles = ReadonlyMap<string, string>;

/** Absolute path of the repository root. */
export const REPOSITORY_ROOT = join(import.meta.dirname, '..', '..', '..');

const SKIPPED_FOLDERS = /(^|\/)(node_modules|dist|coverage|\.git)\//;

/** Reads the files of the repository whose path satisfies `wanted`, below the given top-level folders. */
export function readSourceFiles(folders: readonly string[], wanted: (path: string) => boolean): SourceFiles {
  const files = new Map<string, string>();
  for (const folder of folders) {
    for (const entry of readdirSync(join(REPOSITORY_ROOT, folder), {
      recursive: true,
      withFileTypes: true,
    })) {
      if (!entry.isFile()) continue;
      const absolute = join(entry.parentPath, entry.name);
      const path = absolute.slice(REPOSITORY_ROOT.length + 1).replaceAll(sep, posix.sep);
      if (!SKIPPED_FOLDERS.test(path) && wanted(path)) files.set(path, readFileSync(absolute, 'utf8'));
    }
  }
  return files;
}

/** Reads the files directly in the repository root whose name satisfies `wanted`. */
export function readRootFiles(wanted: (name: string) => boolean): SourceFiles {
  const names = readdirSync(REPOSITORY_ROOT, { withFileTypes: true })
    .filter((entry) => entry.isFile() && wanted(entry.name))
    .map((entry) => entry.name);
  return new Map(names.map((name) => [name, readFileSync(join(REPOSITORY_ROOT, name), 'utf8')]));
}

export function isSpec(path: string): boolean {
  return path.endsWith('.spec.ts');
}

export function isGenerated(path: string): boolean {
  return path.endsWith('.generated.ts');
}
