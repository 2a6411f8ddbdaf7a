import { BatchFailedError } from '../batch.errors.js';

const REDIRECTION = /^(MOVED|ASK) /;

/** Whether a node refused a command, or a transaction with all of its commands, because the keys are elsewhere. */
export function isRedirection(error: unknown): boolean {
  if (error instanceof BatchFailedError) return error.errors.some(({ error: each }) => isRedirection(each));
  return error instanceof Error && REDIRECTION.test(error.message);
}
