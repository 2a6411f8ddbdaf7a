import type { SourceFiles } from './source-files.js';
import { moduleReferencesOf, resolveRelative } from './typescript-source.js';

/**
 * Import cycles, each as `a.ts -> b.ts -> a.ts`. Type-only imports do not count: they are gone at run time, and
 * a cycle of modules is what breaks decorated classes.
 */
export function importCycles(files: SourceFiles): string[] {
  const targets = new Map<string, string[]>();
  for (const [path, text] of files) {
    const resolved = moduleReferencesOf(path, text)
      .filter((reference) => !reference.typeOnly)
      .map((reference) => resolveRelative(path, reference.specifier))
      .filter((target): target is string => target !== undefined && files.has(target));
    targets.set(path, resolved);
  }

  const cycles: string[] = [];
  const finished = new Set<string>();
  const trail: string[] = [];
  const follow = (path: string): void => {
    if (finished.has(path)) return;
    const start = trail.indexOf(path);
    if (start >= 0) {
      cycles.push([...trail.slice(start), path].join(' -> '));
      return;
    }
    trail.push(path);
    for (const target of targets.get(path) ?? []) follow(target);
    trail.pop();
    finished.add(path);
  };
  for (const path of [...files.keys()].toSorted()) follow(path);
  return cycles;
}
