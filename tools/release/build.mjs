// Builds the packages of libs/ into their dist, those first whose types the others use: `npm run build:lib`.
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { libraryPackages, REPOSITORY } from './packages.mjs';
import { runNode } from './run.mjs';

const COMPILER = join(REPOSITORY, 'node_modules/typescript/bin/tsc');

/** @throws Error with the compiler's messages */
export async function buildPackages() {
  await runNode([join(REPOSITORY, 'tools/generate-lua-module.mjs')]);
  const [first, ...others] = libraryPackages();
  await build(first);
  await Promise.all(others.map(build));
}

async function build({ root }) {
  // What a source that is gone was compiled to would be published.
  await rm(join(root, 'dist'), { recursive: true, force: true });
  await runNode([COMPILER, '-p', join(root, 'tsconfig.lib.json')]);
}

if (process.argv[1] === import.meta.filename) {
  await buildPackages().catch((error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
}
