import type { DoctorRole } from '../doctor-options.js';

/** What a pool is used for. */
export type PoolUse = 'records' | 'queues' | 'threads' | 'triggers' | 'messages';

/** Scripts call commands in the name of the user, who needs them too. */
const SCRIPTED = ['evalsha', 'eval', 'exists', 'pttl', 'pexpire', 'persist', 'unlink'];

const HASHES = ['hget', 'hgetall', 'hmget', 'hset', 'hdel', 'hexists', 'hlen', 'hincrby', 'hincrbyfloat'];
const LISTS = ['rpush', 'llen', 'lrange', 'ltrim'];

/** What both roles do: set, read and delete. */
const OF_EVERY_ROLE: Readonly<Record<PoolUse, readonly string[]>> = {
  records: [
    ...[...SCRIPTED, ...HASHES, 'get', 'set', 'type', 'strlen'],
    ...['zadd', 'zrem', 'zscore', 'zrangebylex', 'zrandmember'],
  ],
  queues: [
    ...[...SCRIPTED, ...LISTS, 'type', 'time', 'hget', 'hset', 'hdel', 'hexists', 'sadd', 'sscan'],
    ...['zadd', 'zrem', 'zscore', 'zcount', 'zrangebyscore', 'zrangebylex'],
  ],
  threads: [
    ...[...SCRIPTED, ...LISTS, 'hget', 'hgetall', 'hmget', 'hset'],
    ...['zadd', 'zrem', 'zcount', 'zrangebyscore', 'zrevrange'],
  ],
  triggers: [
    ...[...SCRIPTED, 'time', 'publish', 'set', 'sadd', 'sscan', 'smismember'],
    ...['hget', 'hgetall', 'hmget', 'hset', 'hsetnx', 'hdel', 'hlen', 'hincrby'],
    ...['zadd', 'zrem', 'zcard', 'zcount', 'zrange', 'zrangebyscore', 'zscore'],
  ],
  messages: ['publish', 'subscribe', 'unsubscribe'],
};

/** What only workers do: take triggers and items, and look for keys of other programs. */
const OF_WORKERS: Readonly<Partial<Record<PoolUse, readonly string[]>>> = {
  queues: ['sismember', 'srem'],
  triggers: [
    'subscribe',
    'scan',
    'hscan',
    'get',
    'getrange',
    'del',
    'incr',
    'zmscore',
    'zrank',
    'zremrangebyrank',
  ],
  messages: ['psubscribe'],
};

/** Commands that a role sends for a use, those inside of scripts included. */
export function neededCommands(role: DoctorRole, use: PoolUse): readonly string[] {
  const further = role === 'worker' ? (OF_WORKERS[use] ?? []) : [];
  return [...OF_EVERY_ROLE[use], ...further];
}

/** All commands that a role needs. */
export function allNeededCommands(role: DoctorRole): ReadonlySet<string> {
  const uses = Object.keys(OF_EVERY_ROLE) as PoolUse[];
  return new Set(['ping', ...uses.flatMap((use) => neededCommands(role, use))]);
}
