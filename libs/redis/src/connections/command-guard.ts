import type { EventEmitter } from 'node:events';
import type { Command } from 'ioredis';
import type { ResolvedDurability } from '../config/durability-options.js';

/** What the guard looks at and settles: a command of ioredis. */
export type GuardedCommand = Pick<
  Command,
  | 'name'
  | 'args'
  | 'promise'
  | 'resolve'
  | 'reject'
  | 'pipelineIndex'
  | 'inTransaction'
  | 'isTraced'
  | 'isSettled'
>;

/** A connection to one server, as far as it is counted. */
export interface CountedConnection extends Pick<EventEmitter, 'on'> {
  readonly status: string;
}

/**
 * What a pool does with every command of every client. All commands of a pool pass one guard, so it is the place
 * for whatever concerns the pool as a whole. Each command that was admitted ends once: answered or failed.
 */
export interface CommandGuard {
  readonly poolAlias: string;

  /** The replicas that writes wait for; undefined: none. */
  readonly durability?: ResolvedDurability | undefined;

  /**
   * Asked before a command is written: an error refuses it. Handshake commands are not asked. Of a pipeline or
   * transaction only the first command is asked and the answer holds for all: ioredis writes it as a whole.
   */
  admit(command: GuardedCommand): Error | undefined;

  /** Whether it wants to be told of calls. */
  readonly wantsCalls: boolean;

  /** Told of each command in the async context of whoever calls it, before it is queued; maybe more than once. */
  called(command: GuardedCommand): void;

  /** Told of each command that was refused. */
  refused(command: GuardedCommand, refusal: Error): void;

  /** Told of each command that got its reply. */
  answered(command: GuardedCommand, startedAtMs: number): void;

  /** Told of each command that failed, an error reply included: the error the caller gets instead of `error`. */
  failed(error: Error, command: GuardedCommand, startedAtMs: number): Error;

  /** Told of a command that ended with this failure, or answered, and now is sent anew: ioredis' own redirections. */
  startedOver(command: GuardedCommand, failure: Error | undefined): void;

  /** The error a caller gets instead of `error`, of a command that is not counted. */
  translate(error: Error, command: GuardedCommand): Error;

  /** Whether a command that lost its connection may be sent once more, without harm and without the caller knowing. */
  mayRepeat(error: Error, command: GuardedCommand): boolean;

  /** Told of each command that is sent once more. */
  repeated(command: GuardedCommand): void;

  /** Calls back whenever commands stop making sense: what waits need wait no longer. */
  onOutage(listener: () => void): void;

  /** Counts what becomes of a connection. */
  count(connection: CountedConnection): void;

  /** The guard of a connection that one caller has for itself. */
  forDedicatedConnection(): CommandGuard;
}
