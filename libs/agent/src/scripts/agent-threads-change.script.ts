import { IndexedScript, isOne, type IndexedKey, type ScriptClient, type TtlArguments } from '@tenantry/redis';
import { LUA_SOURCES } from './lua.generated.js';

/** JSON texts of an agent's name, of whom it talks to (or ''), and of the thread's id (or '' to remove it). */
export type ThreadChange = readonly [agent: string, recipient: string, thread: string];

const SOURCES = {
  indexed: LUA_SOURCES.agentThreadsChange,
  plain: LUA_SOURCES.agentThreadsChangeNoIndexes,
};

const script = new IndexedScript('agent-threads-change', SOURCES, isOne);

/**
 * Changes thread ids in a field of a user.
 * @returns whether anything was changed
 * @throws ReplyError FIELDTYPE: nothing was changed
 */
export function agentThreadsChange(
  client: ScriptClient,
  user: IndexedKey,
  ttl: TtlArguments,
  field: string,
  changes: readonly ThreadChange[],
): Promise<boolean> {
  return script.run(client, user, ttl, [field, ...changes.flat()]);
}
