import { resolve } from 'node:path';
import type { BinaryStep } from '../binary-step.js';
import { verifyServer } from '../server-version.js';

/** `REDIS_SERVER_BIN`: the user's word, so a wrong one is an error and never replaced by another server. */
export function configuredBinaryStep(env: NodeJS.ProcessEnv = process.env): BinaryStep {
  return {
    name: 'REDIS_SERVER_BIN',
    async find() {
      const path = env['REDIS_SERVER_BIN'];
      if (path === undefined || path === '') return { reason: 'not set' };
      const server = await verifyServer({ path: resolve(path), env: {} });
      if (server !== undefined) return server;
      throw new Error(
        `REDIS_SERVER_BIN is "${path}", which is not a working Redis server ("${path} --version" fails). ` +
          'Correct the path, or unset the variable to let a server be looked for.',
      );
    },
  };
}
