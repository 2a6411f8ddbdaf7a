/** What `signal.reason` is, and what `signal.throwIfAborted()` throws: an AbortError, as the platform has it. */
function abortReason(message: string): Error {
  return Object.assign(new Error(message), { name: 'AbortError' });
}

/** The lease of an item ended while its handler was running. */
export function leaseLost(): Error {
  return abortReason(
    'The lease of an item was lost: another worker may be handling it. Redis or this process did not answer for ' +
      'longer than the lease.',
  );
}

/** The application stops, and the grace period is over. */
export function workerStops(): Error {
  return abortReason('The application stops: unfinished items are given back.');
}
