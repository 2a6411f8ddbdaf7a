import { receiveMessageOnPort, type MessagePort } from 'node:worker_threads';
import type { StateMethod, StateReply } from './bridge.messages.js';
import { StateCallError, ToolEndedError } from './state-call.error.js';

/** So long at most until the port is looked at again. */
const LONGEST_WAIT_MS = 100;

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
    this.#port.postMessage({ method, args });
    const reply = this.#nextReply();
    if (reply.ok) return reply.value;
    throw new StateCallError(reply.error);
  }

  /** Waits for it. The main thread ends this one when its time is up. */
  #nextReply(): StateReply {
    for (;;) {
      const before = Atomics.load(this.#replies, 0);
      const received: { readonly message: StateReply } | undefined = receiveMessageOnPort(this.#port);
      if (received !== undefined) return received.message;
      // Returns at once if a reply has come meanwhile; or for the reply before, which can be read before it is counted.
      Atomics.wait(this.#replies, 0, before, LONGEST_WAIT_MS);
    }
  }

  /** Refuses further calls: nobody would answer them. */
  end(): void {
    this.#hasEnded = true;
    this.#port.close();
  }
}
