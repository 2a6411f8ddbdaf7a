import type { SourceFiles } from './source-files.js';

/** A repository in memory: text by path. */
export function fixture(files: Readonly<Record<string, string>>): SourceFiles {
  return new Map(Object.entries(files));
}
