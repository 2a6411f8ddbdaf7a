import { Redis } from 'ioredis';
import { OTHER } from './bounded-label.js';

/** Every command that ioredis knows, in lower case: a list that no caller can lengthen. */
const KNOWN_COMMANDS: ReadonlySet<string> = new Set(Redis.prototype.getBuiltinCommands());

/** The name of a command, or `other`: `client.call('anything')` sends whatever it is given. */
export function commandLabel(command: string): string {
  return KNOWN_COMMANDS.has(command) ? command : OTHER;
}
