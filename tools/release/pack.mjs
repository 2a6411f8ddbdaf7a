// The tarballs that npm would publish.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { libraryPackages } from './packages.mjs';
import { npm } from './run.mjs';

/**
 * @typedef {object} PackedPackage
 * @property {import('./packages.mjs').LibraryPackage} library
 * @property {string} tarball absolute path
 * @property {readonly string[]} files paths inside, sorted
 */

/**
 * @param {string} folder where the tarballs are put
 * @returns {Promise<readonly PackedPackage[]>}
 */
export async function packPackages(folder) {
  await mkdir(folder, { recursive: true });
  return Promise.all(libraryPackages().map((library) => pack(library, folder)));
}

async function pack(library, folder) {
  const output = await npm(['pack', '--json', '--ignore-scripts', '--pack-destination', folder], {
    cwd: library.root,
  });
  const [packed] = Object.values(JSON.parse(output));
  return {
    library,
    tarball: join(folder, packed.filename),
    files: packed.files.map(({ path }) => path).toSorted(),
  };
}
