import type { Redis } from 'ioredis';
import { sendInternal } from '../guard/internal-command.js';

type Socket = Redis['stream'];

/** One connection under the eyes of the watchdog. */
export class WatchedConnection {
  readonly #connection: Redis;
  readonly #timeoutMs: number;
  readonly #mayPing: () => boolean;
  #socket: Socket | undefined;
  #bytes = 0;
  #deadline: NodeJS.Timeout | undefined;

  constructor(connection: Redis, timeoutMs: number, mayPing: () => boolean) {
    this.#connection = connection;
    this.#timeoutMs = timeoutMs;
    this.#mayPing = mayPing;
  }

  /** Asks for a sign of life if there was none since the last look. */
  look(): void {
    if (this.#connection.status !== 'ready') return;
    const { stream: socket } = this.#connection;
    if (this.#isAlive(socket)) this.stop();
    else if (this.#deadline === undefined && this.#mayPing()) this.#ping(socket);
  }

  /** Waits for no answer any more. */
  stop(): void {
    clearTimeout(this.#deadline);
    this.#deadline = undefined;
  }

  /** Whether bytes came, of whatever kind, since it was asked last. */
  #isAlive(socket: Socket): boolean {
    const { bytesRead } = socket;
    if (socket === this.#socket && bytesRead === this.#bytes) return false;
    this.#socket = socket;
    this.#bytes = bytesRead;
    return true;
  }

  #ping(socket: Socket): void {
    const { bytesRead } = socket;
    this.#deadline = setTimeout(() => {
      this.#deadline = undefined;
      const isStillUsed = this.#connection.stream === socket && this.#connection.status === 'ready';
      if (!isStillUsed || socket.bytesRead !== bytesRead) return;
      // Reported as an error of the connection, so that the log has the reason.
      socket.destroy(new Error(`no answer to PING within ${this.#timeoutMs} ms`));
    }, this.#timeoutMs).unref();
    // Whatever comes of it: what counts are bytes, and an error reply such as BUSY has some too.
    sendInternal(this.#connection, 'ping').catch(() => undefined);
  }
}
