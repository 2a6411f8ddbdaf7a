// Without optional packages: entry points that need none load, and the others say which one is missing.
import { join } from 'node:path';
import { packagesOf } from '../imports.mjs';

/**
 * @param {import('../consumer.mjs').Consumer} consumer a project without any optional package
 * @param {readonly import('../packages.mjs').LibraryPackage[]} libraries
 */
export async function checkOptionalPeers(consumer, libraries) {
  const optional = [];
  for (const library of libraries) {
    for (const entry of library.entries) {
      const peers = optionalPeersOf(library, entry).filter((peer) => !consumer.has(peer));
      if (peers.length > 0) optional.push(entry.specifier);
      if (entry.subpath === '.' && peers.length > 0)
        throw new Error(`${entry.specifier} needs ${peers.join(', ')}`);
      await checkEntry(consumer, entry.specifier, peers);
    }
  }
  return `optional: ${optional.join(', ')}`;
}

function optionalPeersOf({ root, manifest }, { types }) {
  const imported = packagesOf(join(root, types.replace(/\.d\.ts$/, '.js')), { lazy: false });
  return Object.keys(manifest.peerDependenciesMeta ?? {}).filter((peer) => imported.has(peer));
}

async function checkEntry(consumer, specifier, peers) {
  const outcome = await consumer
    .evaluate(`await import('reflect-metadata'); await import('${specifier}')`)
    .catch((error) => error.message);
  const missing = /Cannot find package '([^']+)'/.exec(outcome)?.[1];
  if (peers.length === 0 && outcome !== '') throw new Error(`${specifier} does not load:\n${outcome}`);
  if (peers.length > 0 && !peers.includes(missing)) {
    throw new Error(
      `${specifier} without ${peers.join(', ')} does not say what is missing:\n${outcome || 'it loads'}`,
    );
  }
}
