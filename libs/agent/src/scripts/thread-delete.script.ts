import { RedisScript, type ScriptClient } from '@tenantry/redis';
import { LUA_SOURCES } from './lua.generated.js';
import type { ExpectedVersion, ThreadKeys } from './thread-keys.js';

/** How a removal ended. */
export type ThreadRemoval =
  | { readonly outcome: 'deleted' | 'missing' }
  | {
      readonly outcome: 'conflict';
      /** The thread's version; 0 if there is none. */
      readonly version: number;
    };

const script = new RedisScript('thread-delete', 5, LUA_SOURCES.threadDelete, removalOf);

/** Removes a thread with its messages and its entries in the indexes. */
export function threadDelete(
  client: ScriptClient,
  { keys, segment }: ThreadKeys,
  expected: ExpectedVersion,
): Promise<ThreadRemoval> {
  return script.run(client, keys, [segment, expected.version, expected.createdAt]);
}

function removalOf(reply: unknown): ThreadRemoval {
  const [outcome, version] = reply as [string, unknown];
  if (outcome === 'conflict') return { outcome, version: Number(version) };
  return { outcome: outcome === 'deleted' ? 'deleted' : 'missing' };
}
