import { Apt } from '../apt.js';
import type { BinaryStep } from '../binary-step.js';
import { cacheFolders } from '../cache-folders.js';
import { makePrivateCopy, type PackagedCopy } from '../private-copy.js';
import { serverInPackages, unpackedPackagesName } from '../unpacked-packages.js';

const PACKAGES = ['redis-server', 'redis-tools'];

/** Options of {@link debianPackagesStep}. */
export interface DebianPackagesOptions {
  /** Where to unpack, best first. @default the caches of the project and of the user */
  readonly folders?: readonly string[];
  /** @default process.env */
  readonly env?: NodeJS.ProcessEnv;
  /** Folder of apt's package lists; the system's by default. */
  readonly lists?: string;
}

/** Unpacks the distribution's own packages into a private folder: needs no root, installs nothing. */
export function debianPackagesStep(options: DebianPackagesOptions = {}): BinaryStep {
  const { folders = cacheFolders(), env = process.env, lists } = options;
  const copy: PackagedCopy = {
    packages: PACKAGES,
    folderName: unpackedPackagesName,
    serverIn: serverInPackages,
    apt: (workspace) => new Apt(workspace, env, lists),
    unpack,
  };
  return {
    name: 'Debian packages',
    find: async (log) => makePrivateCopy(copy, { folders, env, log }),
  };
}

/** Lists that are empty, or so old that their files are gone from the mirrors, are fetched anew. */
async function unpack(apt: Apt, root: string): Promise<void> {
  try {
    await apt.unpack(PACKAGES, root);
  } catch {
    await apt.fetchLists();
    await apt.unpack(PACKAGES, root);
  }
}
