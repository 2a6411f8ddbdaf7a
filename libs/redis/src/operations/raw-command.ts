import { Command } from 'ioredis';
import { GuardedCluster } from '../connections/guarded-cluster.js';
import type { RedisClient } from '../connections/pool-clients.js';
import type { ScriptClient } from '../scripts/redis-script.js';
import type { RedisKey } from './redis-value.js';

/** A command whose keys come before its other arguments. */
export interface RawCommand {
  readonly name: string;
  readonly keys: readonly RedisKey[];
  readonly args: readonly (RedisKey | number)[];
  readonly as: 'text' | 'buffer';
}

/** Sends a command: together with others of the same tick wherever ioredis can do that. */
export async function sendRawCommand(client: RedisClient, command: RawCommand): Promise<unknown> {
  const { name, keys, args, as } = command;
  // ioredis' callBuffer loses the name of the command when it joins an automatic pipeline.
  if (as === 'buffer') return sendAlone(client, name, [...keys, ...args], null);
  return clientFor(client, keys).call(name, [...keys, ...args]);
}

/**
 * The client for commands and scripts with these keys. In a cluster ioredis finds the automatic pipeline of a command
 * by the text of its first key, which is another slot for bytes that are not UTF-8, and fails the whole pipeline,
 * other callers' commands included, for a single command whose keys are in several slots. Such commands go alone: the
 * server then refuses only them.
 */
export function clientFor(client: RedisClient, keys: readonly RedisKey[]): ScriptClient {
  const mayJoinPipeline = keys.length === 1 && !Buffer.isBuffer(keys[0]);
  if (mayJoinPipeline || !(client instanceof GuardedCluster)) return client;
  return {
    scriptShebang: client.scriptShebang,
    call: async (name, args) => sendAlone(client, name, args, 'utf8'),
  };
}

async function sendAlone(
  client: RedisClient,
  name: string,
  args: readonly (RedisKey | number)[],
  replyEncoding: 'utf8' | null,
): Promise<unknown> {
  return client.sendCommand(new Command(name, [...args], { replyEncoding }));
}
