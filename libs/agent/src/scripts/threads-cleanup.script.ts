import { RedisScript, type ScriptClient } from '@tenantry/redis';
import { LUA_SOURCES } from './lua.generated.js';
import type { ThreadsKeys } from './thread-keys.js';

/** What one step of a clean-up did. */
export interface CleanupStep {
  /** Threads removed. */
  readonly removed: number;
  /** Entries looked at: as many as allowed, if there may be more. */
  readonly lookedAt: number;
}

const script = new RedisScript('threads-cleanup', 5, LUA_SOURCES.threadsCleanup, stepOf);

/**
 * One bounded step: removes threads that were last changed `maxAgeMs` ago or earlier, and entries of expired ones.
 * @param most how many entries it looks at
 */
export function threadsCleanup(
  client: ScriptClient,
  { keys, messagesSuffix }: ThreadsKeys,
  maxAgeMs: number,
  most: number,
): Promise<CleanupStep> {
  return script.run(client, keys, [maxAgeMs, most, messagesSuffix]);
}

function stepOf(reply: unknown): CleanupStep {
  const [removed, lookedAt] = reply as [unknown, unknown];
  return { removed: Number(removed), lookedAt: Number(lookedAt) };
}
