import { delimiter, isAbsolute, join } from 'node:path';
import type { BinaryStep } from '../binary-step.js';
import { isExecutable } from '../is-executable.js';
import { verifyServer } from '../server-version.js';

const SERVER_NAMES = ['redis-server', 'valkey-server'] as const;

/** Where Homebrew links programs; not on the PATH of every shell, and versioned formulae are not linked at all. */
const HOMEBREW_FOLDERS: readonly string[] = [
  '/opt/homebrew',
  '/usr/local',
  '/home/linuxbrew/.linuxbrew',
].flatMap((prefix) => [join(prefix, 'bin'), join(prefix, 'opt/redis/bin'), join(prefix, 'opt/valkey/bin')]);

export interface InstalledBinaryOptions {
  /** @default process.env.PATH */
  readonly path?: string;
  /** Folders searched after those of the path. */
  readonly extraFolders?: readonly string[];
}

/** A server that the machine has installed: on the PATH, or where Homebrew puts it. */
export function installedBinaryStep(options: InstalledBinaryOptions = {}): BinaryStep {
  const { path = process.env['PATH'] ?? '', extraFolders = HOMEBREW_FOLDERS } = options;
  return {
    name: 'installed server',
    async find(log) {
      const folders = new Set([...path.split(delimiter).filter(isAbsolute), ...extraFolders]);
      for (const name of SERVER_NAMES) {
        for (const folder of folders) {
          const candidate = join(folder, name);
          if (!(await isExecutable(candidate))) continue;
          const server = await verifyServer({ path: candidate, env: {} });
          if (server !== undefined) return server;
          log(`"${candidate} --version" fails, looking further`);
        }
      }
      return { reason: `no working ${SERVER_NAMES.join(' or ')} on the PATH or in Homebrew's folders` };
    },
  };
}
