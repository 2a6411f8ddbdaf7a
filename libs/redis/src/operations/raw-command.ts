import type { RedisClient } from '../connections/pool-clients.js';
import type { RedisKey } from './redis-value.js';

/** A command whose keys come before its other arguments. */
export interface RawCommand {
  readonly name: string;
  readonly keys: readonly RedisKey[];
  readonly args: readonly (RedisKey | number)[];
  readonly as: 'text' | 'buffer';
}

/** Sends a command. */
export async function sendRawCommand(client: RedisClient, command: RawCommand): Promise<unknown> {
  const { name, keys, args, as } = command;
  return as === 'buffer'
    ? client.callBuffer(name, [...keys, ...args])
    : client.call(name, [...keys, ...args]);
}
