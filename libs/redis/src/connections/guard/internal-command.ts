import { Command, type Redis } from 'ioredis';
import { markAsInternal } from '../command-gate.js';

/**
 * Sends a command of the library itself: the guard lets it pass whatever the state of the circuit, does not count it
 * and does not translate its failure. It never waits for a connection. The pool's command timeout holds for it; a
 * caller that cannot wait that long stops waiting.
 * @throws Error if the connection is not ready, and whatever ioredis rejects a command with
 */
export async function sendInternal(
  connection: Redis,
  name: string,
  args: readonly string[] = [],
): Promise<unknown> {
  if (connection.status !== 'ready') throw new Error(`the connection is ${connection.status}`);
  const command = new Command(name, [...args], { replyEncoding: 'utf8' });
  markAsInternal(command);
  connection.sendCommand(command);
  return command.promise;
}
