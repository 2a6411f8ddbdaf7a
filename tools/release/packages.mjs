// The packages of libs/, and their entry points as their package.json says: the rest of the tools asks here.
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** Absolute path of the repository. */
export const REPOSITORY = resolve(import.meta.dirname, '..', '..');

/** Build order: a package comes after those whose types it uses. */
const FIRST = ['redis'];

/**
 * @typedef {object} EntryPoint
 * @property {string} specifier what a user imports: "@tenantry/redis/health"
 * @property {string} subpath the key in "exports": "./health"
 * @property {string} types its declarations, relative to the package: "dist/health/index.d.ts"
 * @property {string} report name of its API report: "redis.health"
 *
 * @typedef {object} LibraryPackage
 * @property {string} folder name below libs/: "redis"
 * @property {string} root absolute path
 * @property {string} name "@tenantry/redis"
 * @property {Record<string, any>} manifest its package.json
 * @property {readonly EntryPoint[]} entries those with types
 */

/** @returns {readonly LibraryPackage[]} in build order */
export function libraryPackages(repository = REPOSITORY) {
  const libraries = join(repository, 'libs');
  const folders = readdirSync(libraries).filter((folder) => !folder.startsWith('.'));
  const later = folders.filter((folder) => !FIRST.includes(folder)).toSorted();
  return [...FIRST, ...later].map((folder) => libraryPackage(join(libraries, folder), folder));
}

/** The repository's own package.json. */
export function rootManifest(repository = REPOSITORY) {
  return JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8'));
}

function libraryPackage(root, folder) {
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  return { folder, root, name: manifest.name, manifest, entries: entriesOf(manifest, folder) };
}

function entriesOf(manifest, folder) {
  return Object.entries(manifest.exports ?? {})
    .filter(([, target]) => typeof target === 'object' && target.types !== undefined)
    .map(([subpath, target]) => ({
      specifier: manifest.name + subpath.slice(1),
      subpath,
      types: target.types.replace(/^\.\//, ''),
      report: folder + subpath.slice(1).replaceAll('/', '.'),
    }));
}
