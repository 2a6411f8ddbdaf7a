import { Command } from 'ioredis';
import type { GuardedCommand } from '../command-guard.js';

/** They wait for replicas; ioredis does not count them among the blocking commands. */
const WAIT_COMMANDS = new Set(['wait', 'waitaof']);

/** Whether a command may wait on purpose: that it takes long, or too long, says nothing about the server. */
export function mayBlock({ name }: Pick<GuardedCommand, 'name'>): boolean {
  return Command.checkFlag('BLOCKING_COMMANDS', name) || WAIT_COMMANDS.has(name.toLowerCase());
}
