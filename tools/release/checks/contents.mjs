// What is in a tarball: the compiled sources, README and LICENSE, and nothing else.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { REPOSITORY } from '../packages.mjs';

const WANTED = ['LICENSE', 'README.md', 'package.json'];
const COMPILED = /^dist\/(?!.*\.spec\.).+\.(?:js|js\.map|d\.ts)$/;

/** @param {import('../pack.mjs').PackedPackage} packed */
export async function checkContents({ library, files }) {
  const extra = files.filter(
    (file) => !WANTED.includes(file) && !COMPILED.test(file) && !isDeclared(library, file),
  );
  const missing = [...WANTED, ...targetsOf(library.manifest)].filter((file) => !files.includes(file));
  const license = await readFile(join(library.root, 'LICENSE'), 'utf8');
  const problems = [
    ...extra.map((file) => `${file} should not be published`),
    ...missing.map((file) => `${file} is missing`),
    ...(license === (await readFile(join(REPOSITORY, 'LICENSE'), 'utf8'))
      ? []
      : ['LICENSE is not the root LICENSE']),
  ];
  if (problems.length > 0) throw new Error(problems.join('\n'));
  return `${files.length} files`;
}

/** Every file that package.json points at. */
function targetsOf({ exports: entries, main, types, bin, schematics }) {
  const targets = [main, types, schematics, ...strings(entries), ...strings(bin)];
  return targets.filter((target) => target !== undefined).map((target) => target.replace(/^\.\//, ''));
}

function strings(value) {
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(strings) : [value];
}

/** Folders beside dist that "files" names on purpose, such as templates of a generator. */
function isDeclared({ manifest }, file) {
  return manifest.files.some((each) => each !== 'dist' && (file === each || file.startsWith(`${each}/`)));
}
