import { inspect } from 'node:util';
import type { CoreModuleOptions } from '../../../../libs/redis/src/config/module-options.js';
import { PoolStartupError } from '../../../../libs/redis/src/connections/pool.errors.js';
import { connect } from '../../../support/topologies.js';

/** The password of every test here: no error may show it. */
export const SECRET = 's3cr3t-password';

/** One attempt, as short as it can be. */
export const ONE_ATTEMPT = { startupAttempts: 1, connectTimeoutMs: 1_000, commandTimeoutMs: 500 } as const;

/** Several attempts in quick succession. */
export const QUICK_ATTEMPTS = {
  ...ONE_ATTEMPT,
  startupAttempts: 3,
  startupMinDelayMs: 20,
  startupMaxDelayMs: 60,
} as const;

/** The error of a start that has to fail, checked not to give the password away in any form. */
export async function failureOf(options: CoreModuleOptions): Promise<PoolStartupError> {
  const defaults = Object.assign({}, ONE_ATTEMPT, options.defaults);
  const outcome = await connect({ ...options, defaults }).then(
    async (manager) => {
      await manager.close();
      return undefined;
    },
    (error: unknown) => error,
  );
  if (!(outcome instanceof PoolStartupError))
    throw new Error('expected a PoolStartupError', { cause: outcome });
  if (inspect(outcome, { depth: 10 }).includes(SECRET))
    throw new Error(`leaks the password: ${outcome.message}`);
  return outcome;
}
