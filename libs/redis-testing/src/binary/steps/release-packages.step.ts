import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Apt, lastWordsOf } from '../apt.js';
import type { BinaryStep } from '../binary-step.js';
import { cacheFolders, firstWritable } from '../cache-folders.js';
import { publishFolder } from '../publish-folder.js';
import { releaseFolderName, serverOfRelease, writeStarters } from '../release-programs.js';
import { SERVER_RELEASES, type ServerRelease } from '../server-release.js';

export interface ReleaseOptions {
  /** Caches, best first. */
  readonly folders?: readonly string[];
  /** @default process.env */
  readonly env?: NodeJS.ProcessEnv;
}

/** The private copy of a release that an earlier run unpacked. */
export function cachedReleaseStep(release: ServerRelease, options: ReleaseOptions = {}): BinaryStep {
  const { folders = cacheFolders() } = options;
  return {
    name: `private copy of ${release}`,
    async find() {
      for (const folder of folders) {
        const root = join(folder, releaseFolderName(release));
        const server = await serverOfRelease(root, SERVER_RELEASES[release]);
        if (server !== undefined) return server;
      }
      return { reason: `none in ${folders.join(' or ')}` };
    },
  };
}

/** Unpacks a release with all its libraries into a private folder: needs no root, installs nothing. */
export function releasePackagesStep(release: ServerRelease, options: ReleaseOptions = {}): BinaryStep {
  const { folders = cacheFolders(), env = process.env } = options;
  const wanted = SERVER_RELEASES[release];
  return {
    name: `Debian packages of ${release}`,
    async find(log) {
      if (!(await Apt.isAvailable(env))) return { reason: 'this system has no apt-get and dpkg-deb' };
      const folder = await firstWritable(folders);
      if (folder === undefined) return { reason: `cannot write to ${folders.join(' or ')}` };
      const workspace = await mkdtemp(join(folder, 'download-'));
      try {
        log(`downloading ${wanted.packages.join(' and ')} into ${folder}, nothing gets installed`);
        const root = join(workspace, 'root');
        const apt = new Apt(workspace, env);
        await apt.useRelease(wanted.suite);
        await apt.unpack(wanted.packages, root);
        await writeStarters(root, wanted);
        const serverIn = async (place: string) => serverOfRelease(place, wanted);
        if ((await serverIn(root)) === undefined) return { reason: 'the unpacked server does not run' };
        return await publishFolder(root, join(folder, releaseFolderName(release)), workspace, serverIn);
      } catch (error) {
        return { reason: `download failed: ${lastWordsOf(error)}` };
      } finally {
        await rm(workspace, { recursive: true, force: true });
      }
    },
  };
}
