import type { ChainableCommander, Command } from 'ioredis';
import type { GuardedCommand } from '../command-guard.js';
import { isUnrepeatable } from './unrepeatable-commands.js';

/** A node does not have the keys, or not all of them while their slot moves: it has refused, and nothing ran. */
const IS_ELSEWHERE = /^(MOVED|ASK|TRYAGAIN) /;

/**
 * ioredis does not send a pipeline whose keys have come apart since it was begun, because their slots have moved; nor one
 * with a single command whose keys never were in one slot, which would be the mistake of one caller among many.
 */
const IS_SCATTERED = /^All (the )?keys in (the|a) pipeline/;

/** Where ioredis keeps the commands of a pipeline. */
const QUEUE = '_queue';

/** The parts of an ioredis pipeline that its types leave out. */
interface PipelineInternals {
  readonly [QUEUE]: readonly Command[];
  replyPending: number;
  reject: (error: Error) => void;
}

/**
 * Whether a command that a node has refused is to be sent after its keys. ioredis follows redirections of single
 * commands, and of pipelines of which every command was refused alike; the callers of an automatic pipeline have
 * nothing to do with each other, so that some of them would get an answer that is none of theirs to deal with. Commands
 * of pipelines that write and were put together by their caller stay in their order, and so stay refused.
 */
export function isToFollow(error: Error, command: GuardedCommand): boolean {
  return (
    command.pipelineIndex !== undefined &&
    !command.inTransaction &&
    error.name === 'ReplyError' &&
    IS_ELSEWHERE.test(error.message) &&
    !isUnrepeatable(command)
  );
}

/** Sends the commands of an automatic pipeline one by one, if ioredis does not send them together. */
export function sendApartIfNeeded<Chain extends ChainableCommander>(
  chain: Chain,
  send: (command: Command) => unknown,
): Chain {
  const internals = chain as unknown as PipelineInternals;
  const { reject } = internals;
  internals.reject = (error) => {
    const isAutomatic = Object.getOwnPropertySymbols(chain).length > 0;
    if (!isAutomatic || !IS_SCATTERED.test(error.message)) {
      reject.call(internals, error);
      return;
    }
    const commands = internals[QUEUE];
    internals.replyPending = commands.length;
    for (const command of commands) send(command);
  };
  return chain;
}
