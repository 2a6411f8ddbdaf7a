import type { MessagePort } from 'node:worker_threads';

/** What a worker thread is given to do. */
export interface WorkerTask {
  /** Module and export of the tool. */
  readonly url: string;
  readonly exportName: string;
  readonly input: unknown;
  /** Where calls of state methods go and their replies come from; it belongs to this task alone. */
  readonly port: MessagePort;
  /** One Int32 that changes with every reply. */
  readonly replies: SharedArrayBuffer;
}

/** Methods of a user's states that a tool in a worker thread may call. */
export type StateMethod =
  | 'get'
  | 'upsert'
  | 'set'
  | 'getField'
  | 'updateField'
  | 'deleteField'
  | 'incrementField'
  | 'appendToList'
  | 'delete'
  | 'exists'
  | 'list';

/** One call. It names no tenant and no user: the main thread knows whose task it is. */
export interface StateCall {
  readonly method: StateMethod;
  readonly args: readonly unknown[];
}

/** What a call has returned, or thrown. */
type CallOutcome =
  { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly error: WireError };

/** Answer of the main thread. */
export type StateReply = CallOutcome;

/** How a tool ended. */
export type WorkerOutcome = CallOutcome;

/** An error as it crosses between threads. */
export interface WireError {
  readonly name: string;
  readonly message: string;
  readonly stack: string | undefined;
  readonly code: string | undefined;
  readonly retryable: boolean | undefined;
  readonly statusCode: number | undefined;
  readonly cause: WireError | undefined;
  /** Number of the error on the main thread, where it comes from there. */
  readonly origin: number | undefined;
}
