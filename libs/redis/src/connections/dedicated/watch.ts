import { setTimeout as delay } from 'node:timers/promises';
import type { ChainableCommander } from 'ioredis';
import { describeType } from '../../common/describe.js';
import { InvalidArgumentError } from '../../common/invalid-argument.error.js';
import { backoffDelay } from '../../resilience/backoff.js';
import { runTransaction } from '../batch.js';
import { CrossSlotError, TransactionAbortedError } from '../batch.errors.js';
import type { GuardedRedis } from '../guarded-redis.js';
import type { DedicatedConnections } from './dedicated-connections.js';
import { TransactionConflictError } from './dedicated.errors.js';
import { shareSlot } from './key-node.js';
import type { Borrower } from './lease.js';
import { isRedirection } from './redirection.js';

const DEFAULT_ATTEMPTS = 20;
const MOST_ATTEMPTS = 1_000;

/** Pauses between attempts: long enough that callers which met once do not meet again. */
const CONFLICT_BACKOFF = { minMs: 1, maxMs: 500 };

/** How a transaction with watched keys is tried. */
export interface WatchOptions {
  /** How often it is tried, 1 to 1,000. @default 20 */
  readonly attempts?: number | undefined;
}

/**
 * Reads with `connection`, which watches the keys, and adds what is to be written to `transaction`, which is sent when
 * the callback returns or resolves. Called once more for each attempt: it must have no other effects.
 */
export type WatchCallback<T> = (connection: GuardedRedis, transaction: ChainableCommander) => Promise<T> | T;

/** What a transaction with watched keys came to. */
export interface WatchResult<T> {
  /** What the callback returned in the attempt that was carried out. */
  readonly value: T;
  /** Replies of the transaction's commands; empty if the callback added none. */
  readonly replies: unknown[];
  /** Attempts it took, from 1. */
  readonly attempts: number;
}

/** Carries out a transaction unless one of the keys changes meanwhile; then it is tried again. */
export async function watchKeys<T>(
  connections: DedicatedConnections,
  keys: readonly string[],
  callback: WatchCallback<T>,
  { attempts = DEFAULT_ATTEMPTS }: WatchOptions,
  borrower: Borrower,
): Promise<WatchResult<T>> {
  const key = checkKeys(keys, connections);
  if (!Number.isSafeInteger(attempts) || attempts < 1 || attempts > MOST_ATTEMPTS) {
    throw new InvalidArgumentError('attempts', `an integer from 1 to ${MOST_ATTEMPTS}`, String(attempts));
  }
  for (let attempt = 1; ; attempt += 1) {
    const outcome = await tryOnce(connections, key, keys, callback, borrower);
    if (!('conflict' in outcome)) return { ...outcome, attempts: attempt };
    if (attempt >= attempts) {
      throw new TransactionConflictError(connections.alias, keys, attempts, outcome.conflict);
    }
    // The connection is free for others meanwhile.
    await delay(backoffDelay(attempt, CONFLICT_BACKOFF));
  }
}

type Outcome<T> = { readonly value: T; readonly replies: unknown[] } | { readonly conflict: unknown };

async function tryOnce<T>(
  connections: DedicatedConnections,
  key: string,
  keys: readonly string[],
  callback: WatchCallback<T>,
  borrower: Borrower,
): Promise<Outcome<T>> {
  let decided: { readonly value: T } | undefined;
  try {
    return await connections.withServer(
      key,
      async (connection) => {
        await connection.watch(...keys);
        const replies = await runTransaction(connection, async (transaction) => {
          decided = { value: await callback(connection, transaction) };
        });
        if (decided === undefined) throw new Error('unreachable: the callback has returned');
        return { ...decided, replies };
      },
      borrower,
    );
  } catch (error) {
    // A transaction of the callback's own that was aborted is its own affair: `decided` says which it was.
    const wasChanged = decided !== undefined && error instanceof TransactionAbortedError;
    if (wasChanged || isRedirection(error)) return { conflict: error };
    throw error;
  }
}

/** One of the keys: they are all in one place. */
function checkKeys(keys: readonly string[], { alias, isClustered }: DedicatedConnections): string {
  const [first] = keys;
  const wrong = keys.findIndex((key) => typeof key !== 'string' || key === '');
  if (first === undefined || wrong >= 0) {
    const given =
      keys.length === 0 ? 'none' : keys[wrong] === '' ? 'an empty one' : describeType(keys[wrong]);
    throw new InvalidArgumentError('keys', 'at least one key, none of them empty', given);
  }
  if (isClustered && !shareSlot(keys)) {
    throw new CrossSlotError(alias, new Error('the watched keys are in different slots'));
  }
  return first;
}
