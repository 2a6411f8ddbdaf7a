import { AsyncResource } from 'node:async_hooks';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { InvalidArgumentError, type SharedStateRepository, type WriteOptions } from '@tenantry/redis';
import type { StateCall, StateReply } from '../worker/bridge.messages.js';
import { toWireError } from '../worker/wire-error.js';

/**
 * Answers the state calls of one task, always with the states of the task's own user: calls cannot name another. Each
 * task has a channel of its own, which ends with it.
 */
export class StateServer {
  /** The worker's end; it is transferred to it. */
  readonly workerPort: MessagePort;
  /** One Int32 that changes with every reply. */
  readonly replies = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
  readonly #port: MessagePort;
  readonly #counter = new Int32Array(this.replies);
  readonly #states: () => SharedStateRepository;
  readonly #errors: unknown[] = [];

  /** @param states called in the context that this is constructed in */
  constructor(states: () => SharedStateRepository) {
    const { port1, port2 } = new MessageChannel();
    this.#states = states;
    this.#port = port1;
    this.workerPort = port2;
    this.#port.on(
      'message',
      AsyncResource.bind((call: StateCall) => void this.#answer(call)),
    );
  }

  /** What was thrown here and reached the worker under this number. */
  errorOf(origin: number): unknown {
    return this.#errors[origin];
  }

  close(): void {
    this.#port.close();
  }

  async #answer(call: StateCall): Promise<void> {
    this.#port.postMessage(await this.#replyTo(call));
    Atomics.add(this.#counter, 0, 1);
    Atomics.notify(this.#counter, 0);
  }

  async #replyTo(call: StateCall): Promise<StateReply> {
    try {
      return { ok: true, value: await perform(this.#states(), call) };
    } catch (error) {
      return { ok: false, error: toWireError(error, this.#errors.push(error) - 1) };
    }
  }
}

/** The types of the arguments are those of `SyncSharedState`; the repository checks what matters. */
async function perform(states: SharedStateRepository, { method, args }: StateCall): Promise<unknown> {
  const [state, second, third, fourth] = args as [string, never, never, WriteOptions | undefined];
  switch (method) {
    case 'get':
      return states.get(state);
    case 'upsert':
      return states.upsert(state, second, onlyTtl(third));
    case 'set':
      return states.set(state, second, onlyTtl(third));
    case 'getField':
      return states.getField(state, second);
    case 'updateField':
      return states.updateField(state, second, third, onlyTtl(fourth));
    case 'deleteField':
      return states.deleteField(state, second);
    case 'incrementField':
      return states.incrementField(state, second, third, onlyTtl(fourth));
    case 'appendToList':
      return states.appendToList(state, second, third, onlyTtl(fourth));
    case 'delete':
      return states.delete(state);
    case 'exists':
      return states.exists(state);
    case 'list':
      return states.list();
    default:
      throw new InvalidArgumentError('method', 'a method of SyncSharedState', String(method));
  }
}

function onlyTtl(options: WriteOptions | undefined): WriteOptions {
  return options?.ttlSeconds === undefined ? {} : { ttlSeconds: options.ttlSeconds };
}
