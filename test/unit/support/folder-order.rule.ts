import { isSpec, type SourceFiles } from './source-files.js';
import { moduleReferencesOf, resolveRelative } from './typescript-source.js';

const LIBRARY = 'libs/redis/src/';

/** Folders of the library, lowest layer first: each may import only from those before it. */
const FOLDERS = [
  'common',
  'resilience',
  'keys',
  'codec',
  'context',
  'config',
  'connections',
  'scripts',
  'pubsub',
  'operations',
  'repositories',
  'dispatch',
  'batches',
  'expiry',
  'messaging',
  'tenancy',
  'health',
  'metrics',
  'migration',
  'doctor',
  'cli',
  'schematics',
];

/** Folders that are entry points of their own: their peers are optional, so nothing else may load them. */
const OWN_ENTRY_POINT = new Set(['health', 'metrics', 'cli', 'schematics']);

/** Files that stand outside the folders: the public surface, the composition root and its `redis-module-*` parts. */
const ROOT_FILE = /^(index|redis\.module|redis-module[.-][a-z.-]+)\.ts$/;

/**
 * The import direction inside `libs/redis/src`, type-only imports included. Specs are free: they are not part of
 * the library.
 */
export function folderOrderViolations(files: SourceFiles): string[] {
  const violations: string[] = [];
  for (const [path, text] of files) {
    if (!path.startsWith(LIBRARY) || isSpec(path)) continue;
    const from = path.slice(LIBRARY.length);
    const misplaced = whyMisplaced(from);
    if (misplaced !== undefined) {
      violations.push(`${path} ${misplaced}`);
      continue;
    }
    for (const { specifier, location } of moduleReferencesOf(path, text)) {
      const target = resolveRelative(path, specifier);
      if (target === undefined || !target.startsWith(LIBRARY)) continue;
      const refused = whyRefused(from, target.slice(LIBRARY.length));
      if (refused !== undefined) violations.push(`${location} ${refused}`);
    }
  }
  return violations;
}

function folderOf(path: string): string | undefined {
  return path.includes('/') ? path.split('/', 1)[0] : undefined;
}

function whyMisplaced(path: string): string | undefined {
  const folder = folderOf(path);
  if (folder === undefined) return ROOT_FILE.test(path) ? undefined : 'stands at the root: use a folder';
  return FOLDERS.includes(folder) ? undefined : `is in ${folder}/, which has no place in the folder order`;
}

function whyRefused(from: string, target: string): string | undefined {
  const [fromFolder, targetFolder] = [folderOf(from), folderOf(target)];
  if (target === 'index.ts' || target.endsWith('/index.ts')) return `imports the barrel ${target}`;
  if (targetFolder === undefined) {
    if (fromFolder !== undefined) return `imports ${target} of the composition root`;
    const allowed = target !== 'redis.module.ts' || from === 'index.ts';
    return allowed ? undefined : 'imports redis.module.ts, which only index.ts may';
  }
  if (targetFolder === fromFolder) return undefined;
  if (OWN_ENTRY_POINT.has(targetFolder)) return `imports ${target} of another entry point`;
  const allowed = fromFolder === undefined || FOLDERS.indexOf(targetFolder) < FOLDERS.indexOf(fromFolder);
  return allowed ? undefined : `imports ${target}: ${targetFolder}/ is not above ${fromFolder}/`;
}
