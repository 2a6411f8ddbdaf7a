import { receiveMessageOnPort, type MessagePort } from 'node:worker_threads';
import type { StateMethod, StateReply } from './bridge.messages.js';
import { StateCallError, ToolEndedError } from './state-call.error.js';

/** Calls the main thread and blocks this one until it has answered. */
export class StateBridge {
  readonly #port: MessagePort;
  readonly #replies: Int32Array;
  #hasEnded = false;

  constructor(port: MessagePort, replies: SharedArrayBuffer) {
    this.#port = port;
    this.#replies = new Int32Array(replies);
  }

  /** @throws StateCallError | ToolEndedError; a DataCloneError for an argument that threads cannot exchange */
  call(method: StateMethod, ...args: readonly unknown[]): unknown {
    if (this.#hasEnded) throw new ToolEndedError();
    const before = Atomics.load(this.#replies, 0);
    this.#port.postMessage({ method, args });
    // Returns at once if the reply has come meanwhile. The main thread ends this one when its time is up.
    Atomics.wait(this.#replies, 0, before);
    const received: { readonly message: StateReply } | undefined = receiveMessageOnPort(this.#port);
    if (received === undefined) throw new ToolEndedError();
    if (received.message.ok) return received.message.value;
    throw new StateCallError(received.message.error);
  }

  /** Refuses further calls: nobody would answer them. */
  end(): void {
    this.#hasEnded = true;
    this.#port.close();
  }
}
