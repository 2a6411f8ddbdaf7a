import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { RedisServerBinary } from './redis-binary.js';

const ATTEMPTS = 3;

/**
 * Puts a finished copy in its place in one step: other processes see all of it or nothing.
 *
 * @param workspace takes what was in that place and is of no use
 * @param serverIn the server inside a folder, if it runs
 */
export async function publishFolder(
  root: string,
  target: string,
  workspace: string,
  serverIn: (root: string) => Promise<RedisServerBinary | undefined>,
): Promise<RedisServerBinary> {
  for (let attempt = 1; ; attempt++) {
    try {
      await rename(root, target);
    } catch (error) {
      if (attempt === ATTEMPTS) throw error;
      // Another process was faster, which is as good, or what is there is of no use.
      if ((await serverIn(target)) === undefined) {
        await rename(target, join(workspace, `unusable-${attempt}`)).catch(() => undefined);
        continue;
      }
    }
    const server = await serverIn(target);
    if (server !== undefined) return server;
    throw new Error(`the server in ${target} does not run`);
  }
}
