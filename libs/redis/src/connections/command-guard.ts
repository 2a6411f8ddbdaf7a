import type { Command } from 'ioredis';

/** What the guard looks at and settles: a command of ioredis. */
export type GuardedCommand = Pick<
  Command,
  'name' | 'promise' | 'reject' | 'pipelineIndex' | 'isTraced' | 'isSettled'
>;

/**
 * What a pool does with every command of every client. All commands of a pool pass one guard, so it is the place
 * for whatever concerns the pool as a whole.
 */
export interface CommandGuard {
  readonly poolAlias: string;

  /**
   * Asked before a command is written: an error refuses it. Handshake commands are not asked. Of a pipeline or
   * transaction only the first command is asked and the answer holds for all: ioredis writes it as a whole.
   */
  admit(command: GuardedCommand): Error | undefined;

  /** Told of every failure: the error the caller gets instead of `error`. */
  translate(error: Error, command: GuardedCommand): Error;

  /** The guard of a connection that one caller has for itself. */
  forDedicatedConnection(): CommandGuard;
}
