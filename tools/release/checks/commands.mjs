// Every command that a package brings starts where it is installed.
import { join } from 'node:path';

/**
 * @param {import('../consumer.mjs').Consumer} consumer
 * @param {readonly import('../packages.mjs').LibraryPackage[]} libraries
 */
export async function checkCommands(consumer, libraries) {
  const names = libraries.flatMap(({ manifest }) => Object.keys(manifest.bin ?? {}));
  for (const name of names) await consumer.run(join('node_modules/.bin', name), ['--help']);
  return names.length === 0 ? 'none' : names.join(', ');
}
