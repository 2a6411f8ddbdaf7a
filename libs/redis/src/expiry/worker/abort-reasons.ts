import { abortReason } from '../../dispatch/abort-reason.js';

/** The lease of a trigger ended while its handler was running. */
export function leaseLost(): Error {
  return abortReason(
    'The lease of the trigger was lost: it was cancelled, or another worker may run it, because Redis or this process ' +
      'did not answer for longer than the lease.',
  );
}

/** The application stops, and the grace period is over. */
export function workerStops(): Error {
  return abortReason('The application stops: the trigger is handed back.');
}

/** A handler took too long: a TimeoutError, as the platform has it. */
export function timedOut(handler: string, timeoutMs: number): Error {
  const message = `${handler} did not finish within ${timeoutMs} ms (\`timeoutMs\`).`;
  return Object.assign(new Error(message), { name: 'TimeoutError' });
}
