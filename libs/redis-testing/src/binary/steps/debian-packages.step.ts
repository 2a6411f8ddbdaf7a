import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Apt, lastWordsOf } from '../apt.js';
import type { BinaryStep } from '../binary-step.js';
import { cacheFolders, firstWritable } from '../cache-folders.js';
import { publishFolder } from '../publish-folder.js';
import { serverInPackages, unpackedPackagesName } from '../unpacked-packages.js';

const PACKAGES = ['redis-server', 'redis-tools'];

export interface DebianPackagesOptions {
  /** Where to unpack, best first. */
  readonly folders?: readonly string[];
  /** @default process.env */
  readonly env?: NodeJS.ProcessEnv;
  /** Folder of apt's package lists; the system's by default. */
  readonly lists?: string;
}

/** Unpacks the distribution's own packages into a private folder: needs no root, installs nothing. */
export function debianPackagesStep(options: DebianPackagesOptions = {}): BinaryStep {
  const { folders = cacheFolders(), env = process.env, lists } = options;
  return {
    name: 'Debian packages',
    async find(log) {
      if (!(await Apt.isAvailable(env))) return { reason: 'this system has no apt-get and dpkg-deb' };
      const folder = await firstWritable(folders);
      if (folder === undefined) return { reason: `cannot write to ${folders.join(' or ')}` };
      const workspace = await mkdtemp(join(folder, 'download-'));
      try {
        log(`downloading ${PACKAGES.join(' and ')} into ${folder}, nothing gets installed`);
        const root = join(workspace, 'root');
        await unpack(new Apt(workspace, env, lists), root);
        if ((await serverInPackages(root)) === undefined)
          return { reason: 'the unpacked server does not run' };
        const target = join(folder, await unpackedPackagesName());
        return await publishFolder(root, target, workspace, serverInPackages);
      } catch (error) {
        return { reason: `download failed: ${lastWordsOf(error)}` };
      } finally {
        await rm(workspace, { recursive: true, force: true });
      }
    },
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
