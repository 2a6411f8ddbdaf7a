import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { arch, platform } from 'node:os';
import { join } from 'node:path';
import type { RedisServerBinary } from './redis-binary.js';
import type { ReleasePackages, ServerRelease } from './server-release.js';
import { verifyServer } from './server-version.js';

const FOLDER = 'programs';

/** Name of the folder of a release in a cache. It has its own C library: the system's release does not matter. */
export function releaseFolderName(release: ServerRelease): string {
  return [platform(), arch(), release].join('-');
}

/**
 * Writes a starter for each program. A server of a newer release than the system's needs a newer C library, and that
 * needs its own loader. LD_LIBRARY_PATH would be inherited by whatever else the server's parent starts.
 */
export async function writeStarters(root: string, { programs }: ReleasePackages): Promise<void> {
  const folder = join(root, FOLDER);
  const libraries = await libraryFolder(root);
  await mkdir(folder, { recursive: true });
  for (const program of programs) {
    const script = [
      '#!/bin/sh',
      'root=$(dirname -- "$(dirname -- "$(readlink -f -- "$0")")")',
      `exec "$root/${libraries}"/ld-linux*.so.* --library-path "$root/${libraries}" "$root/usr/bin/${program}" "$@"`,
      '',
    ];
    await writeFile(join(folder, program), script.join('\n'), { mode: 0o755 });
  }
}

/** The server in a folder of unpacked packages, if it is there and runs. */
export async function serverOfRelease(
  root: string,
  { programs: [server] }: ReleasePackages,
): Promise<RedisServerBinary | undefined> {
  return verifyServer({ path: join(root, FOLDER, server), env: {} });
}

/** The folder with the C library, from the root: it is named after the architecture. */
async function libraryFolder(root: string): Promise<string> {
  for (const parent of ['usr/lib', 'lib']) {
    const entries = await readdir(join(root, parent)).catch(() => []);
    const name = entries.find((entry) => entry.includes('-linux-'));
    if (name !== undefined) return `${parent}/${name}`;
  }
  throw new Error('the packages have no C library');
}
