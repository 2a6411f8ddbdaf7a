import { isSpec, type SourceFiles } from './source-files.js';
import { moduleReferencesOf, resolveRelative } from './typescript-source.js';

/** What each package may import of the others; specs may also start servers with redis-testing. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  'libs/redis/src/': [],
  'libs/redis-testing/src/': [],
  'libs/agent/src/': ['@tenantry/redis'],
  'src/': ['@tenantry/redis', '@tenantry/agent', '@tenantry/redis-testing'],
};

/** Folders of a package, behind an entry point of their own, that may import more than the rest of it. */
const ALLOWED_IN_FOLDERS: Readonly<Record<string, readonly string[]>> = {
  'libs/redis-testing/src/clock/': ['@tenantry/redis'],
  'libs/redis-testing/src/isolation/': ['@tenantry/redis'],
  'libs/redis-testing/src/nest/': ['@tenantry/redis'],
};

/**
 * Packages know each other by name only: no relative import leaves a package's `src`, no import goes past the
 * `exports` of a package, and dependencies go in one direction. Needs each `libs/<name>/package.json` in `files`.
 */
export function packageBoundaryViolations(files: SourceFiles): string[] {
  const entryPoints = entryPointsOf(files);
  const violations: string[] = [];
  for (const [path, text] of files) {
    if (!path.endsWith('.ts')) continue;
    const root = /^(?:libs\/[^/]+\/)?src\//.exec(path)?.[0];
    const allowed = root === undefined ? undefined : ALLOWED[root];
    if (root === undefined || allowed === undefined) {
      violations.push(`${path} belongs to no known package`);
      continue;
    }
    const further = Object.entries(ALLOWED_IN_FOLDERS).find(([folder]) => path.startsWith(folder))?.[1] ?? [];
    const usable = [...allowed, ...further, ...(isSpec(path) ? ['@tenantry/redis-testing'] : [])];
    for (const { specifier, location } of moduleReferencesOf(path, text)) {
      const target = resolveRelative(path, specifier);
      if (target !== undefined && !target.startsWith(root)) {
        violations.push(`${location} imports ${target}, outside ${root}`);
      }
      const name = /^@tenantry\/[^/]+/.exec(specifier)?.[0];
      if (name === undefined) continue;
      if (!usable.includes(name)) violations.push(`${location} may not depend on ${name}`);
      else if (!entryPoints.has(specifier))
        violations.push(`${location} ${specifier} is not exported by ${name}`);
    }
  }
  return violations;
}

/** Every specifier the packages export: `@tenantry/redis`, `@tenantry/redis/health`, ... */
function entryPointsOf(files: SourceFiles): ReadonlySet<string> {
  const entryPoints = new Set<string>();
  for (const [path, text] of files) {
    if (!/^libs\/[^/]+\/package\.json$/.test(path)) continue;
    const manifest: { name: string; exports?: Record<string, unknown> } = JSON.parse(text);
    for (const entry of Object.keys(manifest.exports ?? { '.': {} })) {
      entryPoints.add(manifest.name + entry.slice(1));
    }
  }
  return entryPoints;
}
