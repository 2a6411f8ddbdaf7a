import { cp, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runNode } from './run-node.js';

const ROOT = join(import.meta.dirname, '..', '..', '..');
const LIBRARY = join(ROOT, 'libs', 'redis');

/** Where the programs are that a project would have installed. */
export const INSTALLED = join(ROOT, 'node_modules');

/** Builds `@tenantry/redis` into a folder, as it is published. What it depends on is that of this repository. */
export async function buildPackage(folder: string): Promise<void> {
  await mkdir(folder);
  await symlink(INSTALLED, join(folder, 'node_modules'));
  await cp(join(LIBRARY, 'schematics'), join(folder, 'schematics'), { recursive: true });
  const manifest: object = JSON.parse(await readFile(join(LIBRARY, 'package.json'), 'utf8'));
  const published = { ...manifest, schematics: './schematics/collection.json' };
  await writeFile(join(folder, 'package.json'), JSON.stringify(published));
  // Types are checked by the repository's own check.
  const compiler = join(INSTALLED, 'typescript', 'bin', 'tsc');
  const args = ['-p', join(LIBRARY, 'tsconfig.lib.json'), '--outDir', join(folder, 'dist'), '--noCheck'];
  await runNode([compiler, ...args], ROOT);
}
