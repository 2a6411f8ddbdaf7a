/** Places in a call that a key or a channel is put into. */
const KEY = Symbol('key');
const CHANNEL = Symbol('channel');

type SampleArgument = string | typeof KEY | typeof CHANNEL;

/** Arguments with which a command is complete: ACL DRYRUN counts them. Commands that are not named take one key. */
const ARGUMENTS: Readonly<Record<string, readonly SampleArgument[]>> = {
  ping: [],
  time: [],
  select: ['0'],
  scan: ['0'],
  evalsha: ['0'.repeat(40), '1', KEY],
  eval: ['return 1', '1', KEY],
  set: [KEY, 'v'],
  getrange: [KEY, '0', '1'],
  zremrangebyrank: [KEY, '0', '0'],
  pexpire: [KEY, '1000'],
  hget: [KEY, 'f'],
  hmget: [KEY, 'f'],
  hset: [KEY, 'f', 'v'],
  hsetnx: [KEY, 'f', 'v'],
  hdel: [KEY, 'f'],
  hexists: [KEY, 'f'],
  hincrby: [KEY, 'f', '1'],
  hincrbyfloat: [KEY, 'f', '1'],
  rpush: [KEY, 'v'],
  lrange: [KEY, '0', '1'],
  ltrim: [KEY, '0', '1'],
  sadd: [KEY, 'm'],
  srem: [KEY, 'm'],
  sismember: [KEY, 'm'],
  smismember: [KEY, 'm'],
  sscan: [KEY, '0'],
  hscan: [KEY, '0'],
  zrevrange: [KEY, '0', '1'],
  zadd: [KEY, '1', 'm'],
  zrem: [KEY, 'm'],
  zscore: [KEY, 'm'],
  zmscore: [KEY, 'm'],
  zrank: [KEY, 'm'],
  zcount: [KEY, '0', '1'],
  zrange: [KEY, '0', '1'],
  zrangebyscore: [KEY, '0', '1'],
  zrangebylex: [KEY, '-', '+'],
  publish: [CHANNEL, 'v'],
  subscribe: [CHANNEL],
  unsubscribe: [CHANNEL],
  psubscribe: [CHANNEL],
};

const ONE_KEY: readonly SampleArgument[] = [KEY];

/** What a command is called with, for ACL DRYRUN: nothing of it is carried out. */
export function sampleCall(command: string, key: string, channel: string): string[] {
  const args = ARGUMENTS[command] ?? ONE_KEY;
  return [command, ...args.map((each) => (each === KEY ? key : each === CHANNEL ? channel : each))];
}
