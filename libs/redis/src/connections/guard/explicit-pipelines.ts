import type { ChainableCommander, Command } from 'ioredis';
import type { CommandGuard } from '../command-guard.js';
import { isIdempotent } from './idempotent-commands.js';
import { neverRepeat } from './unrepeatable-commands.js';

/** Where ioredis keeps the commands of a pipeline. */
const QUEUE = '_queue';

/** The parts of an ioredis pipeline that its types leave out. */
interface PipelineInternals {
  readonly [QUEUE]?: readonly Command[];
  exec: (...args: unknown[]) => unknown;
  sendCommand: (command: Command) => unknown;
}

/**
 * Keeps the reads of a pipeline from being sent once more if it also writes: a read sent later on its own could miss
 * what the write before it did.
 */
export function noteWhenSent<Chain extends ChainableCommander>(chain: Chain): Chain {
  const internals = chain as unknown as PipelineInternals;
  const { exec } = internals;
  internals.exec = (...args) => {
    note(internals[QUEUE] ?? []);
    return exec.apply(internals, args);
  };
  return chain;
}

/** Tells the guard of every command of a pipeline when it is added: it is sent in the context of some other caller. */
export function tellOfCalls<Chain extends ChainableCommander>(
  chain: Chain,
  guard: Pick<CommandGuard, 'wantsCalls' | 'called'>,
): Chain {
  if (!guard.wantsCalls) return chain;
  const internals = chain as unknown as PipelineInternals;
  const { sendCommand } = internals;
  for (const command of internals[QUEUE] ?? []) guard.called(command);
  internals.sendCommand = (command) => {
    guard.called(command);
    return sendCommand.call(internals, command);
  };
  return chain;
}

function note(commands: readonly Command[]): void {
  if (commands.every(isIdempotent)) return;
  for (const command of commands) neverRepeat(command);
}
