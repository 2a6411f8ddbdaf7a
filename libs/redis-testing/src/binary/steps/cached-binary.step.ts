import { join } from 'node:path';
import type { BinaryStep } from '../binary-step.js';
import { cacheFolders } from '../cache-folders.js';
import { serverInPackages, unpackedPackagesName } from '../unpacked-packages.js';

/** The private copy that an earlier run unpacked. */
export function cachedBinaryStep(folders: readonly string[] = cacheFolders()): BinaryStep {
  return {
    name: 'private copy',
    async find() {
      const name = await unpackedPackagesName();
      for (const folder of folders) {
        const server = await serverInPackages(join(folder, name));
        if (server !== undefined) return server;
      }
      return { reason: `none in ${folders.join(' or ')}` };
    },
  };
}
