import { readdir, readFile } from 'node:fs/promises';
import { arch, platform } from 'node:os';
import { delimiter, join } from 'node:path';
import type { RedisServerBinary } from './redis-binary.js';
import { verifyServer } from './server-version.js';

/**
 * Name of the folder that unpacked packages of this system have in a cache: a checkout may be shared between
 * a container and its host, which cannot run each other's programs.
 */
export async function unpackedPackagesName(): Promise<string> {
  const release = await readFile('/etc/os-release', 'utf8').catch(() => '');
  const valueOf = (key: string): string | undefined =>
    new RegExp(`^${key}="?([\\w.-]+)`, 'm').exec(release)?.[1];
  return [platform(), arch(), valueOf('ID') ?? 'unknown', valueOf('VERSION_ID') ?? 'rolling'].join('-');
}

/** The server inside a folder of unpacked Debian packages, if it is there and runs. */
export async function serverInPackages(root: string): Promise<RedisServerBinary | undefined> {
  const inherited = process.env['LD_LIBRARY_PATH'];
  const libraries = [...(await libraryFolders(root)), ...(inherited ? [inherited] : [])];
  return verifyServer({
    path: join(root, 'usr', 'bin', 'redis-server'),
    env: { LD_LIBRARY_PATH: libraries.join(delimiter) },
  });
}

/** `usr/lib`, `lib` and their folders named after an architecture, such as `x86_64-linux-gnu`. */
async function libraryFolders(root: string): Promise<string[]> {
  const parents = [join(root, 'usr', 'lib'), join(root, 'lib')];
  const nested = await Promise.all(
    parents.map(async (parent) => {
      const entries = await readdir(parent, { withFileTypes: true }).catch(() => []);
      return entries
        .filter((entry) => entry.isDirectory() && entry.name.includes('-linux-'))
        .map((entry) => join(parent, entry.name));
    }),
  );
  return [...nested.flat(), ...parents];
}
