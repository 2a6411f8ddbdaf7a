/** What a handler gets between the abort of its signal and losing its work. */
export const ABORT_REACTION_MS = 500;

/** What `signal.reason` is, and what `signal.throwIfAborted()` throws: an AbortError, as the platform has it. */
export function abortReason(message: string): Error {
  return Object.assign(new Error(message), { name: 'AbortError' });
}
