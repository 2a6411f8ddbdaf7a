import { LUA_SOURCES } from './lua.generated.js';
import { RedisScript, type ScriptClient } from './redis-script.js';

const asDouble = new RedisScript('ops-hash-increment', 1, LUA_SOURCES.opsHashIncrement, Number);
const asInt64 = new RedisScript('ops-hash-increment', 1, LUA_SOURCES.opsHashIncrement, (text) =>
  BigInt(String(text)),
);

/** What is added to which field. */
export interface OpsHashIncrement {
  readonly key: string | Buffer;
  readonly field: string | Buffer;
  /** An integer in decimal. */
  readonly amount: string;
  /** Expiry of the hash afterwards, or -1: it stays as it is. */
  readonly milliseconds: number;
}

/**
 * Adds an integer to a field.
 * @returns the new value, always within 2^53
 * @throws ReplyError FIELDTYPE, NOTEXACT: nothing was changed
 */
export function opsHashIncrement(client: ScriptClient, increment: OpsHashIncrement): Promise<number> {
  const { key, field, amount, milliseconds } = increment;
  return asDouble.run(client, [key], [field, amount, 'double', milliseconds]);
}

/**
 * Adds an integer to a field, within 64 bits.
 * @returns the new value
 * @throws ReplyError FIELDTYPE, OVERFLOW: nothing was changed
 */
export function opsHashIncrementBigint(client: ScriptClient, increment: OpsHashIncrement): Promise<bigint> {
  const { key, field, amount, milliseconds } = increment;
  return asInt64.run(client, [key], [field, amount, 'int64', milliseconds]);
}
