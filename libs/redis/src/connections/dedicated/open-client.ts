import { closeClient } from '../close-client.js';
import { rootCauseOf } from '../driver-errors.js';
import type { LendableClient } from './lendable.js';

/**
 * Connects a client, or closes it again and rejects with the reason.
 * @param timeoutMs until it takes commands
 */
export async function openClient(client: LendableClient, timeoutMs: number): Promise<void> {
  let reason: Error | undefined;
  client.on('error', (error: unknown) => {
    reason = rootCauseOf(error);
  });
  let deadline: NodeJS.Timeout | undefined;
  const expired = new Promise<never>((_resolve, reject) => {
    deadline = setTimeout(() => reject(new Error(`no connection within ${timeoutMs} ms`)), timeoutMs);
  });
  try {
    await Promise.race([client.connect(), expired]);
  } catch (error) {
    // Not waited for: a server that hangs takes its time.
    void closeClient(client);
    throw reason ?? error;
  } finally {
    clearTimeout(deadline);
  }
}
