import { Apt } from '../apt.js';
import type { BinaryStep } from '../binary-step.js';
import { cacheFolders } from '../cache-folders.js';
import { findPrivateCopy, makePrivateCopy, type PackagedCopy, type PrivateCopy } from '../private-copy.js';
import { releaseFolderName, serverOfRelease, writeStarters } from '../release-programs.js';
import { SERVER_RELEASES, type ServerRelease } from '../server-release.js';

/** Options of the steps that provide a release. */
export interface ReleaseOptions {
  /** Caches, best first. @default those of the project and of the user */
  readonly folders?: readonly string[];
  /** @default process.env */
  readonly env?: NodeJS.ProcessEnv;
}

/** The private copy of a release that an earlier run unpacked. */
export function cachedReleaseStep(release: ServerRelease, options: ReleaseOptions = {}): BinaryStep {
  const { folders = cacheFolders() } = options;
  return {
    name: `private copy of ${release}`,
    find: async () => findPrivateCopy(copyOf(release), folders),
  };
}

/** Unpacks a release with all its libraries into a private folder: needs no root, installs nothing. */
export function releasePackagesStep(release: ServerRelease, options: ReleaseOptions = {}): BinaryStep {
  const { folders = cacheFolders(), env = process.env } = options;
  const wanted = SERVER_RELEASES[release];
  const copy: PackagedCopy = {
    ...copyOf(release),
    packages: wanted.packages,
    apt: (workspace) => new Apt(workspace, env),
    unpack: async (apt, root) => {
      await apt.useRelease(wanted.suite);
      await apt.unpack(wanted.packages, root);
      await writeStarters(root, wanted);
    },
  };
  return {
    name: `Debian packages of ${release}`,
    find: async (log) => makePrivateCopy(copy, { folders, env, log }),
  };
}

function copyOf(release: ServerRelease): PrivateCopy {
  return {
    folderName: async () => releaseFolderName(release),
    serverIn: async (root) => serverOfRelease(root, SERVER_RELEASES[release]),
  };
}
