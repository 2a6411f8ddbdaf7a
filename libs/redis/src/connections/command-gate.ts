import type { Command } from 'ioredis';
import type { CommandGuard, GuardedCommand } from './command-guard.js';
import { isConnectionCommand } from './guard/connection-commands.js';
import { ReplayQueue } from './guard/replay-queue.js';
import { currentTurn, type Turn } from './guard/turn-clock.js';

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

/** What the gate remembers of a command. */
const PASSAGE = Symbol('tenantry:passage');

type GatedCommand = Command & { [PASSAGE]?: Passage };

/** Nothing is to be counted (any more). */
const IS_OVER = 1;
const WAS_REPEATED = 2;

/** What an attempt failed with that is over. */
const failures = new WeakMap<Passage, Error>();

/**
 * The attempt that has passed the gate. ioredis gives a command a new promise when it starts all over. There is one for
 * each command in flight, so it is kept small: what survives until the reply has to be copied by the garbage collector.
 */
class Passage {
  state = 0;

  constructor(
    readonly gate: CommandGate | undefined,
    readonly promise: Promise<unknown>,
    readonly resolve: GuardedCommand['resolve'],
    readonly reject: GuardedCommand['reject'],
    readonly startedAt: Turn,
  ) {}
}

/** Instead of `command.resolve`. One function for all commands: a closure for each would cost more than the rest. */
function resolveGuarded(this: GatedCommand, reply: unknown): void {
  const passage = this[PASSAGE];
  if (passage === undefined) return;
  if ((passage.state & IS_OVER) === 0) {
    passage.state |= IS_OVER;
    passage.gate?.guard.answered(this, passage.startedAt.ms);
  }
  passage.resolve(reply);
}

/** Instead of `command.reject`. */
function rejectGuarded(this: GatedCommand, error: Error): void {
  const passage = this[PASSAGE];
  const gate = passage?.gate;
  if (passage === undefined || gate === undefined) return;
  if ((passage.state & IS_OVER) !== 0) {
    passage.reject(gate.guard.translate(error, this));
  } else if ((passage.state & WAS_REPEATED) === 0 && gate.guard.mayRepeat(error, this)) {
    passage.state |= WAS_REPEATED;
    gate.parked.park(this, error);
  } else {
    passage.state |= IS_OVER;
    failures.set(passage, error);
    passage.reject(gate.guard.failed(error, this, passage.startedAt.ms));
  }
}

/** Lets a command pass every gate unseen: the library's own, such as a probe. */
export function markAsInternal(command: Command): void {
  const { promise, resolve, reject } = command;
  Object.assign(command, { [PASSAGE]: new Passage(undefined, promise, resolve, reject, currentTurn()) });
}

/**
 * Stands where ioredis sends commands. A command passes the first time under the eyes of the guard, and again
 * whenever ioredis takes it out of its offline queue.
 */
export class CommandGate {
  /** Commands that lost their connection and are to be sent once more. */
  readonly parked = new ReplayQueue<GatedCommand>();
  /** Decision about the command or pipeline that is being sent: all of it follows without a break. */
  #refusal: Error | undefined;

  constructor(readonly guard: CommandGuard) {
    guard.onOutage(() => this.parked.abandon());
  }

  /**
   * False: the command was rejected and must not be sent.
   * @param isPipelined whether it belongs to a pipeline
   * @param isReady whether the connection is past its handshake
   */
  enter(command: GatedCommand, isPipelined: boolean, isReady: boolean): boolean {
    return command[PASSAGE]?.promise === command.promise
      ? this.#enterAgain(command, isPipelined)
      : this.#enterFirst(command, isPipelined, isReady);
  }

  /** Sends commands that lost their connection once more: straight to ioredis, for they have passed. */
  resend(send: (command: Command) => void, isReachable?: (command: Command) => boolean): void {
    this.parked.flush((command) => {
      this.guard.repeated(command);
      send(command);
    }, isReachable);
  }

  #enterFirst(command: GatedCommand, isPipelined: boolean, isReady: boolean): boolean {
    const { guard } = this;
    if (!isPipelined && guard.wantsCalls) guard.called(command);
    const before = command[PASSAGE];
    if (before !== undefined && (before.state & IS_OVER) !== 0) {
      guard.startedOver(command, failures.get(before));
    }
    const isFirst = !isPipelined || command.pipelineIndex === 0;
    const { promise, resolve, reject } = command;
    const passage = new Passage(this, promise, resolve, reject, currentTurn());
    command[PASSAGE] = passage;
    command.resolve = resolveGuarded;
    command.reject = rejectGuarded;
    if (!isPipelined) {
      const isHandshake = !isReady && HANDSHAKE_COMMANDS.has(command.name);
      if (isHandshake || isConnectionCommand(command)) passage.state = IS_OVER;
      if (isHandshake) return true;
    }
    // ioredis writes a pipeline once it has all of its commands: refusing some would leave the others unsent.
    if (isFirst) this.#refusal = guard.admit(command);
    const refusal = this.#refusal;
    if (refusal === undefined) return true;
    passage.state = IS_OVER;
    guard.refused(command, refusal);
    reject(refusal);
    return false;
  }

  /** What ran out of time while it waited was reported as failed, so it must not run later. */
  #enterAgain(command: GatedCommand, isPipelined: boolean): boolean {
    if (!isPipelined || command.pipelineIndex === 0) {
      this.#refusal = command.isSettled ? new Error(COMMAND_TIMED_OUT) : undefined;
    }
    if (this.#refusal === undefined) return true;
    command.reject(this.#refusal);
    return false;
  }
}

/** Message of the error ioredis rejects a command with when its time is up. */
export const COMMAND_TIMED_OUT = 'Command timed out';
