import type { RedisClient } from '../connections/pool-clients.js';
import { LUA_SOURCES } from './lua.generated.js';
import { RedisScript, type ScriptClient } from './redis-script.js';

/** A value as a copy sees it. */
export interface CopiedValue {
  /** The same for equal values; `''` if there is no key. */
  readonly digest: string;
  /** Milliseconds since 1970, -1 for never. */
  readonly expiresAtMs: number;
  /** As DUMP serializes it; empty unless asked for. */
  readonly dump: Buffer;
}

const NOTHING = Buffer.alloc(0);

const script = new RedisScript('copy-read', 1, LUA_SOURCES.copyRead, (reply): CopiedValue => {
  const [digest, expires, dump]: unknown[] = Array.isArray(reply) ? reply : [];
  return {
    digest: textOf(digest),
    expiresAtMs: Number(textOf(expires)),
    dump: Buffer.isBuffer(dump) ? dump : NOTHING,
  };
});

function textOf(part: unknown): string {
  if (typeof part === 'string') return part;
  return Buffer.isBuffer(part) ? part.toString() : '';
}

/** Reads digest and expiry of a value, and on request the value itself, all of one moment. */
export function copyRead(client: RedisClient, key: string, withDump: boolean): Promise<CopiedValue> {
  return withDump ? script.run(bytesOf(client), [key], ['1']) : script.run(client, [key], ['0']);
}

/** The client, with replies as bytes. */
function bytesOf(client: RedisClient): ScriptClient {
  return {
    scriptShebang: client.scriptShebang,
    call: async (name, args) => client.callBuffer(name, args),
  };
}
