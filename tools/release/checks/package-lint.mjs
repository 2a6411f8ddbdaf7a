// publint and "are the types wrong": what other tools make of the tarballs.
import { join } from 'node:path';
import { REPOSITORY } from '../packages.mjs';
import { runNode } from '../run.mjs';

/** @param {import('../pack.mjs').PackedPackage} packed */
export async function checkWithPublint({ tarball }) {
  await runNode([join(REPOSITORY, 'node_modules/publint/src/cli.js'), 'run', tarball, '--strict']);
}

/**
 * Types of every entry point as every kind of project resolves them. CommonJS projects load the packages with
 * `require(esm)`, which this profile stands for.
 * @param {import('../pack.mjs').PackedPackage} packed
 */
export async function checkWithAttw({ tarball }) {
  const program = join(REPOSITORY, 'node_modules/@arethetypeswrong/cli/dist/index.js');
  await runNode([program, tarball, '--profile', 'esm-only', '--no-emoji']);
}
