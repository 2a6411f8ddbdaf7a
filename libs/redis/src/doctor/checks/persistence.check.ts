import type { Durability } from '../doctor-options.js';
import { error, info, ok, warning, type Found } from '../report/found.js';
import type { ServerFacts } from '../servers/server-facts.js';
import { infoOf, settingOf, type ServerCheck } from './server-check.js';

/** What is expected if nobody says so. */
const USUAL_DURABILITY: Durability = 'second';

const RANK: Readonly<Record<Durability, number>> = { none: 0, second: 1, write: 2 };

const FIXES: Readonly<Record<Durability, string>> = {
  none: '',
  second: 'CONFIG SET appendonly yes, and in redis.conf: appendonly yes',
  write: 'CONFIG SET appendonly yes and CONFIG SET appendfsync always, and both in redis.conf',
};

/** Data that nobody misses: messages are never stored. */
const WITHOUT_DATA: ReadonlySet<string> = new Set(['pubsub']);

/** What a crash costs against what may be lost, and whether saving works. */
export const checkPersistence: ServerCheck = (server, { pools, durability }) => {
  const holding = pools.map(({ alias }) => alias).filter((alias) => !WITHOUT_DATA.has(alias));
  return [
    ...failuresOf(server),
    ...(holding.length === 0
      ? []
      : durabilityOf(server, durability).map((each) => ({ ...each, pools: holding }))),
  ];
};

function durabilityOf(server: ServerFacts, asked: Durability | undefined): Found[] {
  const isAppending = infoOf(server)?.get('aof_enabled') ?? yesNo(settingOf(server, 'appendonly'));
  if (isAppending === undefined) return [];
  const fsync = settingOf(server, 'appendfsync');
  const wanted = asked ?? USUAL_DURABILITY;
  if (isAppending === '1' && fsync === undefined) {
    return [info('persistence', 'appendonly is on; how often it is flushed cannot be seen.')];
  }
  const given =
    isAppending === '1' ? (fsync === 'always' ? 'write' : fsync === 'no' ? 'none' : 'second') : 'none';
  const text = isAppending === '1' ? `appendonly is on, appendfsync is ${fsync}.` : describeSnapshots(server);
  if (RANK[given] >= RANK[wanted]) return [ok('persistence', text)];
  const fix = isAppending === '1' && wanted === 'second' ? 'CONFIG SET appendfsync everysec' : FIXES[wanted];
  return [asked === undefined ? warning('persistence', text, fix) : error('persistence', text, fix)];
}

function describeSnapshots(server: ServerFacts): string {
  const save = settingOf(server, 'save');
  if (save === '') return 'Nothing is persisted: a restart loses everything.';
  return 'appendonly is off: a crash loses what was written since the last snapshot.';
}

function yesNo(setting: string | undefined): string | undefined {
  return setting === undefined ? undefined : setting === 'yes' ? '1' : '0';
}

function failuresOf(server: ServerFacts): Found[] {
  const fields = infoOf(server);
  const failed = (
    [
      ['rdb_last_bgsave_status', 'The last snapshot failed.'],
      ['aof_last_write_status', 'The last write to the append-only file failed.'],
      ['aof_last_bgrewrite_status', 'The last rewrite of the append-only file failed.'],
    ] as const
  ).filter(([field]) => fields?.get(field) === 'err');
  const fix = 'Look at the log of the server: disk full, permissions of its folder, or no memory to fork.';
  return failed.map(([, text]) => error('persistence.failing', text, fix));
}
