import type { GuardedCommand } from '../command-guard.js';
import { isReadOnlyScript } from './read-only-scripts.js';

/**
 * Commands that may run twice: the second time changes nothing, and what it replies is what the first time could have
 * replied. That leaves reads that depend on nothing but the data, and writes none: a repeated DEL, SADD or SET NX
 * replies as if it had come too late, and a repeated SET could undo what somebody wrote in between.
 *
 * Left out on purpose: reads that block (XREAD with BLOCK is checked by its arguments), reads that depend on the
 * connection (CLIENT, WATCH), and those that also write or count (GETDEL, GETEX, TOUCH, SORT with STORE, OBJECT FREQ).
 */
const IDEMPOTENT_COMMANDS = new Set(
  [
    'ping echo time dbsize',
    'exists type ttl pttl expiretime pexpiretime dump randomkey keys scan',
    'get mget getrange substr strlen getbit bitcount bitpos bitfield_ro lcs',
    'hget hmget hgetall hexists hkeys hvals hlen hstrlen hrandfield hscan httl hpttl hexpiretime hpexpiretime',
    'llen lrange lindex lpos',
    'scard sismember smismember smembers srandmember sinter sintercard sunion sdiff sscan',
    'zcard zcount zlexcount zscore zmscore zrank zrevrank zrange zrangebyscore zrangebylex zrevrange',
    'zrevrangebyscore zrevrangebylex zrandmember zscan zinter zintercard zunion zdiff',
    'xlen xrange xrevrange xpending xinfo',
    'geopos geodist geohash geosearch georadius_ro georadiusbymember_ro',
    'pfcount sort_ro eval_ro evalsha_ro fcall_ro',
  ]
    .join(' ')
    .split(' '),
);

/** Whether a command may be sent once more although nobody knows whether it has run already. */
export function isIdempotent({ name, args }: Pick<GuardedCommand, 'name' | 'args'>): boolean {
  const command = name.toLowerCase();
  if (command === 'evalsha') return isReadOnlyScript(String(args[0]));
  if (command === 'xread') return !args.some((arg) => String(arg).toLowerCase() === 'block');
  return IDEMPOTENT_COMMANDS.has(command);
}
