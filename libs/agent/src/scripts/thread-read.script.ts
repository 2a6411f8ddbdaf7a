import { RedisScript, type ScriptClient } from '@tenantry/redis';
import { LUA_SOURCES } from './lua.generated.js';
import type { ThreadKeys } from './thread-keys.js';

/** A thread as it is stored. */
export interface StoredThread {
  readonly fields: Readonly<Record<string, string>>;
  /** Texts of the messages that were asked for, oldest first. */
  readonly messages: readonly string[];
  /** How many messages there are in all. */
  readonly messageCount: number;
}

const script = new RedisScript('thread-read', 2, LUA_SOURCES.threadRead, threadOf);

/**
 * Reads a thread at one moment; null if there is none.
 * @param messages how many of the last messages; -1 for all
 */
export function threadRead(
  client: ScriptClient,
  { keys: [thread, list] }: ThreadKeys,
  messages: number,
): Promise<StoredThread | null> {
  return script.run(client, [thread, list], [messages]);
}

function threadOf(reply: unknown): StoredThread | null {
  if (reply === null) return null;
  const [flat, messages, messageCount] = reply as [string[], string[], number];
  // No prototype: a field may be called `__proto__`.
  const fields = Object.create(null) as Record<string, string>;
  for (let at = 0; at < flat.length; at += 2) fields[flat[at] ?? ''] = flat[at + 1] ?? '';
  return { fields, messages, messageCount };
}
