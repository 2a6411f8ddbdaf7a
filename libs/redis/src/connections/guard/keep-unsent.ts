import type { Redis } from 'ioredis';

/** The parts of an ioredis client that its types leave out. */
interface ClientInternals {
  flushQueue: (
    error: Error,
    options?: { readonly offlineQueue?: boolean; readonly commandQueue?: boolean },
  ) => void;
}

/**
 * Lets commands that were not written yet outlive the loss of their connection: they wait for the first attempt to
 * reconnect, in their order, as those do that are issued a moment later. ioredis would reject them with those in flight.
 * @param wasReady whether the connection that is lost was in use; if not, an attempt to reconnect has failed
 */
export function keepUnsent(client: Redis, wasReady: () => boolean): void {
  const internals = client as unknown as ClientInternals;
  const { flushQueue } = internals;
  internals.flushQueue = (error, options) => {
    const mayWait = client.status === 'reconnecting' && wasReady();
    flushQueue.call(client, error, mayWait ? { ...options, offlineQueue: false } : options);
  };
}
