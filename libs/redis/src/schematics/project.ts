import type { Tree } from '@angular-devkit/schematics';
import { SchematicError } from './schematic.error.js';

/** Manifest of a project, as far as it is looked at. */
interface Manifest {
  readonly name?: string;
  readonly type?: string;
  readonly [section: string]: unknown;
}

const SECTIONS = ['dependencies', 'devDependencies', 'peerDependencies', 'optionalDependencies'];

/** @throws SchematicError if there is no package.json, or it is not valid */
function readManifest(tree: Tree): Manifest {
  if (!tree.exists('package.json'))
    throw new SchematicError('There is no package.json here: run it in the root of a project.');
  try {
    const manifest: Manifest = JSON.parse(tree.readText('package.json'));
    return manifest;
  } catch (error) {
    throw new SchematicError('package.json is not valid JSON.', { cause: error });
  }
}

/** Folder of the sources: as given, or as nest-cli.json says, or `src`. */
export function sourceRootOf(tree: Tree, given: string | undefined): string {
  // The Nest CLI passes what it does not know as `--source-root=undefined`.
  if (given !== undefined && given !== '' && given !== 'undefined') return given;
  if (!tree.exists('nest-cli.json')) return 'src';
  const { sourceRoot } = tree.readJson('nest-cli.json') as { readonly sourceRoot?: string };
  return sourceRoot ?? 'src';
}

/** Name of the application, from that of its package: letters, digits, `.`, `_` and `-`. */
export function appNameOf(tree: Tree): string {
  const name = (readManifest(tree).name ?? '').replace(/^@[^/]*\//, '').replaceAll(/[^\w.-]+/g, '-');
  return name.replaceAll(/^[^A-Za-z0-9]+/g, '') || 'app';
}

/** What imports of the project's own files end with: ES modules name their files in full. */
export function extensionOf(tree: Tree): '.js' | '' {
  return readManifest(tree).type === 'module' ? '.js' : '';
}

/**
 * Adds packages that the project does not have in any section.
 * @returns whether there were any
 */
export function addDependencies(tree: Tree, packages: Readonly<Record<string, string>>): boolean {
  const text = tree.readText('package.json');
  const manifest = readManifest(tree);
  const known = new Set(SECTIONS.flatMap((section) => Object.keys(Object(manifest[section]))));
  const missing = Object.entries(packages).filter(([name]) => !known.has(name));
  if (missing.length === 0) return false;
  const all = [...Object.entries<string>(Object(manifest['dependencies'])), ...missing];
  const dependencies = Object.fromEntries(all.toSorted(([one], [other]) => (one < other ? -1 : 1)));
  const indent = /^([ \t]+)"/m.exec(text)?.[1] ?? '  ';
  const end = text.endsWith('\n') ? '\n' : '';
  tree.overwrite('package.json', JSON.stringify({ ...manifest, dependencies }, null, indent) + end);
  return true;
}
