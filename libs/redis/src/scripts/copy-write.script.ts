import type { RedisClient } from '../connections/pool-clients.js';
import type { CopiedValue } from './copy-read.script.js';
import { isOne } from './is-one.js';
import { LUA_SOURCES } from './lua.generated.js';
import { RedisScript } from './redis-script.js';

const script = new RedisScript('copy-write', 1, LUA_SOURCES.copyWrite, isOne);

/**
 * Puts a value in its place, or removes what the copy has put there.
 * @param previous digest of what the copy has put there before, `''` for nothing
 * @param value undefined removes
 * @returns false if another program has written there: nothing is changed then
 */
export function copyWrite(
  client: RedisClient,
  key: string,
  previous: string,
  value: CopiedValue | undefined,
): Promise<boolean> {
  const { digest, expiresAtMs, dump } = value ?? { digest: '', expiresAtMs: -1, dump: Buffer.alloc(0) };
  return script.run(client, [key], [previous, digest, Math.max(expiresAtMs, 0), dump]);
}
