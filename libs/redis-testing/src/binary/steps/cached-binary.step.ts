import type { BinaryStep } from '../binary-step.js';
import { cacheFolders } from '../cache-folders.js';
import { findPrivateCopy } from '../private-copy.js';
import { serverInPackages, unpackedPackagesName } from '../unpacked-packages.js';

/** The private copy that an earlier run unpacked. */
export function cachedBinaryStep(folders: readonly string[] = cacheFolders()): BinaryStep {
  const copy = { folderName: unpackedPackagesName, serverIn: serverInPackages };
  return { name: 'private copy', find: async () => findPrivateCopy(copy, folders) };
}
