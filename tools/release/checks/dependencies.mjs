// Every package that a published file imports is declared, and what is declared is used. Declaration files count where
// users' compilers reach them.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { packagesOf } from '../imports.mjs';

/** @param {import('../packages.mjs').LibraryPackage} library */
export function checkDependencies({ root, manifest, entries }) {
  const declared = Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies });
  const programs = readdirSync(join(root, 'dist'), { recursive: true }).filter((file) =>
    file.endsWith('.js'),
  );
  const files = [...programs.map((file) => join('dist', file)), ...entries.map(({ types }) => types)];
  const imported = new Set(files.flatMap((file) => [...packagesOf(join(root, file))]));
  const problems = [
    ...[...imported]
      .filter((each) => !declared.includes(each))
      .map((each) => `${each} is imported, not declared`),
    ...declared.filter((each) => !imported.has(each)).map((each) => `${each} is declared, never imported`),
  ];
  if (problems.length > 0) throw new Error(problems.join('\n'));
  return `${imported.size} packages`;
}
