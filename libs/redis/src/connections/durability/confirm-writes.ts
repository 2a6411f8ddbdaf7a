import type { Command, Redis } from 'ioredis';
import type { CommandGuard } from '../command-guard.js';
import { WriteConfirmations } from './write-confirmations.js';

/** Where a connection sends commands. */
interface Sender {
  sendCommand: (command: Command, stream?: Parameters<Redis['sendCommand']>[1]) => unknown;
}

/** Lets writes of a connection to one server be acknowledged as the pool's `durability` says; without it, nothing changes. */
export function confirmWrites(
  connection: Redis,
  { poolAlias, durability }: Pick<CommandGuard, 'poolAlias' | 'durability'>,
): void {
  if (durability === undefined) return;
  const confirmations = new WriteConfirmations(connection, poolAlias, durability);
  const sender: Sender = connection;
  const { sendCommand } = sender;
  sender.sendCommand = (command, stream) => {
    confirmations.sending(command);
    const result: unknown = sendCommand.call(connection, command, stream);
    confirmations.sent(command);
    return result;
  };
}
