/**
 * A key, the name of a field, or a channel: text, or bytes of any kind. Keys and channels may not be empty. A Buffer
 * is not copied: leave it unchanged until the promise of the call is settled.
 */
export type RedisKey = string | Buffer;

/**
 * A value as Redis stores it: text, bytes, or a number as its decimal text. Nothing else is taken, because it would
 * be stored as a text that nobody meant (`true`, `[object Object]`, `NaN`). A Buffer is not copied: leave it unchanged
 * until the promise of the call is settled.
 */
export type RedisValue = string | number | bigint | Buffer;

/** Fields of a hash: an object whose properties they are, or a Map where their names are bytes. */
export type RedisFields = Readonly<Record<string, RedisValue>> | ReadonlyMap<RedisKey, RedisValue>;

/** Text or bytes that Redis answered, as the call asked for. */
export type RedisBulk = string | Buffer;
