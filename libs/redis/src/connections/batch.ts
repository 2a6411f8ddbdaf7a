import type { ChainableCommander, Command } from 'ioredis';
import { TenantryError } from '../common/tenantry.error.js';
import {
  BatchFailedError,
  CrossSlotError,
  TransactionAbortedError,
  type BatchCommandError,
} from './batch.errors.js';
import { PoolUnavailableError } from './connectivity.errors.js';
import { isReplyError } from './driver-errors.js';
import type { RedisClient } from './pool-clients.js';

/** Adds commands to a batch; the batch is sent when it returns or resolves, and not at all if it throws. */
export type BatchCallback = (batch: ChainableCommander) => unknown;

/** The parts of an ioredis pipeline that its types leave out. */
interface BatchInternals {
  sendCommand?: (command: Command) => unknown;
  exec?: unknown;
}

const WRONG_SLOT = /^CROSSSLOT|should belong to the same slot/;

/**
 * Sends commands together, not atomically, and returns their replies.
 * @throws BatchFailedError | CrossSlotError
 */
export async function runPipeline(client: RedisClient, callback: BatchCallback): Promise<unknown[]> {
  return new Batch(client, client.pipeline()).run(callback);
}

/**
 * Runs commands as one transaction (MULTI, EXEC) and returns their replies.
 * @throws BatchFailedError | CrossSlotError | TransactionAbortedError | ConnectivityError
 */
export async function runTransaction(client: RedisClient, callback: BatchCallback): Promise<unknown[]> {
  return new Batch(client, client.multi()).run(callback);
}

class Batch {
  readonly #commands: Command[] = [];
  /** Promises of the first attempts: ioredis gives commands it may send again in a cluster new ones. */
  readonly #attempts: Promise<unknown>[] = [];
  readonly #internals: BatchInternals;

  constructor(
    private readonly client: RedisClient,
    private readonly chain: ChainableCommander,
  ) {
    this.#internals = chain;
  }

  async run(callback: BatchCallback): Promise<unknown[]> {
    await this.#collect(callback);
    if (this.#commands.length === 0) return [];
    const results = await this.#execute();
    const errors = results.flatMap(([error], index) =>
      error === null ? [] : [this.#describe(index, error)],
    );
    if (errors.length > 0) throw this.#failed(errors);
    return results.map(([, reply]) => reply);
  }

  /** Lets the callback fill the batch. Its own `exec` is out of reach meanwhile: it would send everything twice. */
  async #collect(callback: BatchCallback): Promise<void> {
    const chain = this.#internals;
    const { sendCommand, exec } = chain;
    chain.sendCommand = (command) => {
      this.#commands.push(command);
      this.#attempts.push(command.promise);
      return sendCommand?.call(chain, command);
    };
    chain.exec = () => {
      throw new Error('The batch is sent when the callback returns: do not call exec().');
    };
    try {
      await callback(this.chain);
    } finally {
      Object.assign(chain, { sendCommand, exec });
    }
  }

  async #execute(): Promise<[error: Error | null, reply?: unknown][]> {
    let results;
    try {
      results = await this.chain.exec();
    } catch (error) {
      throw await this.#explain(error instanceof Error ? error : new Error(String(error)));
    }
    if (results === null) throw new TransactionAbortedError(this.client.poolAlias);
    return results;
  }

  /** Why the batch failed as a whole. */
  async #explain(failure: Error): Promise<Error> {
    const { poolAlias } = this.client;
    if (WRONG_SLOT.test(failure.message)) return new CrossSlotError(poolAlias, failure);
    if (failure instanceof TenantryError) return failure;
    if (!isReplyError(failure)) return new PoolUnavailableError(poolAlias, 'batch', failure);
    // The last attempt if it has ended; one that was prepared and not sent never will.
    const outcomes = await Promise.allSettled(
      this.#commands.map(async ({ promise }, index) => Promise.race([promise, this.#attempts[index]])),
    );
    const refused = outcomes.flatMap((outcome, index) =>
      outcome.status === 'rejected' ? [this.#describe(index, outcome.reason)] : [],
    );
    return this.#failed(
      refused.length > 0 ? refused : [{ index: this.#commands.length, command: 'exec', error: failure }],
    );
  }

  #describe(index: number, error: Error): BatchCommandError {
    return { index, command: this.#commands[index]?.name ?? 'unknown', error };
  }

  #failed(errors: readonly BatchCommandError[]): BatchFailedError {
    return new BatchFailedError(this.client.poolAlias, errors, this.#commands.length);
  }
}
