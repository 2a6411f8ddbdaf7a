import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';

/** What a stream reads from. */
interface Closable {
  close(): void;
}

/** The event streams of this process. A stream that stayed open would hold up the end of the HTTP server. */
@Injectable()
export class OpenStreams implements BeforeApplicationShutdown {
  readonly #open = new Set<Closable>();
  #isStopped = false;

  /** How many there are. */
  get size(): number {
    return this.#open.size;
  }

  /** Closes the stream when the application stops. @param signal aborted when it has ended */
  add(stream: Closable, signal: AbortSignal): void {
    if (this.#isStopped) stream.close();
    if (this.#isStopped || signal.aborted) return;
    this.#open.add(stream);
    signal.addEventListener('abort', () => this.#open.delete(stream), { once: true });
  }

  /** @internal called by Nest */
  beforeApplicationShutdown(): void {
    this.#isStopped = true;
    for (const stream of this.#open) stream.close();
  }
}
