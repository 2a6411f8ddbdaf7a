import type { CommandGuard, GuardedCommand } from './command-guard.js';

/** Sent by ioredis itself while it connects: refusing them would keep a pool from ever coming back. */
const HANDSHAKE_COMMANDS = new Set([
  'hello',
  'auth',
  'select',
  'client',
  'info',
  'readonly',
  'readwrite',
  'cluster',
]);

/** Promise of the attempt that has passed the gate. ioredis gives a command a new one when it starts all over. */
const ATTEMPT = Symbol('tenantry:attempt');

type GatedCommand = GuardedCommand & { [ATTEMPT]?: Promise<unknown> };

/**
 * Stands where ioredis sends commands. A command passes the first time under the eyes of the guard, and again
 * whenever ioredis takes it out of its offline queue.
 */
export class CommandGate {
  /** Decision about the pipeline that is being sent; its commands follow one another without a break. */
  #pipelineRefusal: Error | undefined;

  constructor(readonly guard: CommandGuard) {}

  /**
   * False: the command was rejected and must not be sent.
   * @param isPipelined whether it belongs to a pipeline, automatic or not
   * @param isReady whether the connection is past its handshake
   */
  enter(command: GatedCommand, isPipelined: boolean, isReady: boolean): boolean {
    return command[ATTEMPT] === command.promise
      ? this.#enterAgain(command, isPipelined)
      : this.#enterFirst(command, isPipelined, isReady);
  }

  #enterFirst(command: GatedCommand, isPipelined: boolean, isReady: boolean): boolean {
    command[ATTEMPT] = command.promise;
    const { guard } = this;
    const { reject } = command;
    command.reject = (error) => reject(guard.translate(error, command));
    if (!isReady && HANDSHAKE_COMMANDS.has(command.name)) return true;
    const refusal = this.#decide(command, isPipelined, () => guard.admit(command));
    if (refusal !== undefined) reject(refusal);
    return refusal === undefined;
  }

  /** What ran out of time while it waited was reported as failed, so it must not run later. */
  #enterAgain(command: GatedCommand, isPipelined: boolean): boolean {
    const expiry = this.#decide(command, isPipelined, () =>
      command.isSettled ? new Error(COMMAND_TIMED_OUT) : undefined,
    );
    if (expiry !== undefined) command.reject(expiry);
    return expiry === undefined;
  }

  /** ioredis writes a pipeline once it has all of its commands: refusing some would leave the others unsent. */
  #decide(command: GuardedCommand, isPipelined: boolean, decide: () => Error | undefined): Error | undefined {
    if (!isPipelined) return decide();
    if (command.pipelineIndex === 0) this.#pipelineRefusal = decide();
    return this.#pipelineRefusal;
  }
}

/** Message of the error ioredis rejects a command with when its time is up. */
export const COMMAND_TIMED_OUT = 'Command timed out';
