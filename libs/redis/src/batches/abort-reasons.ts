import { abortReason } from '../dispatch/abort-reason.js';

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
