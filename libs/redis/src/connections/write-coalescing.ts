import type { Writable } from 'node:stream';
import type { Redis } from 'ioredis';

/**
 * Writes the commands that are sent in one turn of the event loop to the socket together, so that many callers cost one
 * system call. Each stays a command of its own: it is routed, refused, redirected and timed by itself.
 *
 * ioredis' own `enableAutoPipelining` does the same with a pipeline per turn, several promises more for each command,
 * and one fate for commands that have nothing to do with each other.
 */
export class WriteCoalescing {
  #corked: Writable | undefined;

  constructor(private readonly connection: Redis) {}

  /** A command is about to be written. During the handshake nothing is held back. */
  sending(): void {
    if (this.#corked !== undefined || this.connection.status !== 'ready') return;
    const { stream } = this.connection;
    this.#corked = stream;
    stream.cork();
    setImmediate(this.#flush);
  }

  readonly #flush = (): void => {
    const corked = this.#corked;
    this.#corked = undefined;
    corked?.uncork();
  };
}

/** Where a connection sends commands. */
interface Sender {
  sendCommand: (...args: Parameters<Redis['sendCommand']>) => unknown;
}

/** Makes a connection that ioredis has created write together what is sent in one turn of the event loop. */
export function coalesceWrites(connection: Redis): void {
  const writes = new WriteCoalescing(connection);
  const sender: Sender = connection;
  const { sendCommand } = sender;
  sender.sendCommand = (command, stream) => {
    writes.sending();
    return sendCommand.call(connection, command, stream);
  };
}
