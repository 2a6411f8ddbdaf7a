/**
 * An AbortController whose signal is made when it is first asked for. Most handlers end within milliseconds and never
 * look at it, and a signal costs more than everything else of their event.
 */
export class LazyAbortController {
  #controller: AbortController | undefined;
  /** Of an abort that came before anybody asked for the signal. */
  #reason: Error | undefined;

  get signal(): AbortSignal {
    this.#controller ??= new AbortController();
    if (this.#reason !== undefined) this.#controller.abort(this.#reason);
    return this.#controller.signal;
  }

  /** The first reason counts. */
  abort(reason: Error): void {
    this.#reason ??= reason;
    this.#controller?.abort(this.#reason);
  }
}
