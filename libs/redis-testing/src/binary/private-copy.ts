import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Log } from '../common/log.js';
import { Apt, lastWordsOf } from './apt.js';
import type { NotHere } from './binary-step.js';
import { firstWritable } from './cache-folders.js';
import { publishFolder } from './publish-folder.js';
import type { RedisServerBinary } from './redis-binary.js';

/** A server in a folder of a cache, which needs no installation. */
export interface PrivateCopy {
  /** Name of the folder. */
  readonly folderName: () => Promise<string>;
  /** The server in such a folder, if it is there and runs. */
  readonly serverIn: (root: string) => Promise<RedisServerBinary | undefined>;
}

/** A private copy that is made of Debian packages. */
export interface PackagedCopy extends PrivateCopy {
  readonly packages: readonly string[];
  /** Makes an apt that works in this folder, and nowhere else. */
  readonly apt: (workspace: string) => Apt;
  /** Unpacks the packages, and makes a server of them. */
  readonly unpack: (apt: Apt, root: string) => Promise<void>;
}

/** The copy that an earlier run made. @param folders caches, best first */
export async function findPrivateCopy(
  { folderName, serverIn }: PrivateCopy,
  folders: readonly string[],
): Promise<RedisServerBinary | NotHere> {
  const name = await folderName();
  for (const folder of folders) {
    const server = await serverIn(join(folder, name));
    if (server !== undefined) return server;
  }
  return { reason: `none in ${folders.join(' or ')}` };
}

/** Downloads the packages and unpacks them into the first cache it may write to: needs no root, installs nothing. */
export async function makePrivateCopy(
  copy: PackagedCopy,
  {
    folders,
    env,
    log,
  }: { readonly folders: readonly string[]; readonly env: NodeJS.ProcessEnv; readonly log: Log },
): Promise<RedisServerBinary | NotHere> {
  if (!(await Apt.isAvailable(env))) return { reason: 'this system has no apt-get and dpkg-deb' };
  const folder = await firstWritable(folders);
  if (folder === undefined) return { reason: `cannot write to ${folders.join(' or ')}` };
  const workspace = await mkdtemp(join(folder, 'download-'));
  try {
    log(`downloading ${copy.packages.join(' and ')} into ${folder}, nothing gets installed`);
    const root = join(workspace, 'root');
    await copy.unpack(copy.apt(workspace), root);
    if ((await copy.serverIn(root)) === undefined) return { reason: 'the unpacked server does not run' };
    return await publishFolder(root, join(folder, await copy.folderName()), workspace, copy.serverIn);
  } catch (error) {
    return { reason: `download failed: ${lastWordsOf(error)}` };
  } finally {
    await rm(workspace, { recursive: true, force: true });
  }
}
