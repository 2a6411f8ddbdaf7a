import type { Command } from 'ioredis';

/** They wait for replicas; ioredis does not count them among the blocking commands. */
const WAIT_COMMANDS = new Set(['wait', 'waitaof']);

/**
 * How long a command asks the server not to answer, in milliseconds: 0 if it is to answer at once, Infinity if it may
 * wait for ever.
 */
export function blockingTimeoutMs(
  command: Pick<Command, 'name' | 'args' | 'extractBlockingTimeout'>,
): number {
  const timeoutMs = WAIT_COMMANDS.has(command.name.toLowerCase())
    ? Number(command.args.at(-1))
    : command.extractBlockingTimeout();
  // Null: XREAD without BLOCK. Anything else that is no number is refused by the server.
  if (typeof timeoutMs !== 'number' || Number.isNaN(timeoutMs)) return 0;
  return timeoutMs > 0 ? timeoutMs : Number.POSITIVE_INFINITY;
}
