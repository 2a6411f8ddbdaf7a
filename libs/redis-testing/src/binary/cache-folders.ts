import { existsSync } from 'node:fs';
import { access, constants, mkdir } from 'node:fs/promises';
import { homedir, platform } from 'node:os';
import { dirname, join } from 'node:path';

const FOLDER = 'tenantry-redis';

/** Folders that may hold a private copy of the server, best first: the project's, then the user's. */
export function cacheFolders(
  from: string = import.meta.dirname,
  env: NodeJS.ProcessEnv = process.env,
): readonly string[] {
  const user =
    platform() === 'darwin'
      ? join(homedir(), 'Library', 'Caches')
      : (env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'));
  const nodeModules = nearestNodeModules(from);
  return [...(nodeModules === undefined ? [] : [join(nodeModules, '.cache')]), user].map((folder) =>
    join(folder, FOLDER),
  );
}

/** The first folder that exists or can be made, and that this user may write to. */
export async function firstWritable(folders: readonly string[]): Promise<string | undefined> {
  for (const folder of folders) {
    try {
      await mkdir(folder, { recursive: true });
      await access(folder, constants.W_OK);
      return folder;
    } catch {
      continue;
    }
  }
  return undefined;
}

function nearestNodeModules(from: string): string | undefined {
  for (let folder = from; ; folder = dirname(folder)) {
    const candidate = join(folder, 'node_modules');
    if (existsSync(candidate)) return candidate;
    if (folder === dirname(folder)) return undefined;
  }
}
