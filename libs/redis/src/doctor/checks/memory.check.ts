import { error, info, ok, warning, type Found } from '../report/found.js';
import { numberIn } from '../servers/info-fields.js';
import type { ServerFacts } from '../servers/server-facts.js';
import {
  describeBytes,
  infoOf,
  numberOf,
  settingOf,
  type CheckContext,
  type ServerCheck,
} from './server-check.js';

const MUCH_USED = 0.8;
const MUCH_FRAGMENTED = 1.5;

/** Less than this in waste or in swap is normal in any process. */
const NOTICEABLE_BYTES = 100_000_000;

/** Limit, use, eviction and fragmentation of memory. */
export const checkMemory: ServerCheck = (server, context) => [
  ...limitOf(server),
  ...evictionOf(server, context),
  ...fragmentationOf(server),
];

function limitOf(server: ServerFacts): Found[] {
  const limit = numberOf(server, 'maxmemory', 'maxmemory');
  const used = numberIn(infoOf(server), 'used_memory');
  if (limit === undefined) return [];
  if (limit === 0) {
    const text = `No limit${used === undefined ? '' : `; ${describeBytes(used)} are used`}.`;
    const fix =
      'CONFIG SET maxmemory <bytes>, less than the machine has: replicas and snapshots need some too';
    return [info('memory.limit', text, fix)];
  }
  if (used === undefined) return [ok('memory.limit', `The limit is ${describeBytes(limit)}.`)];
  const share = used / limit;
  const text = `${describeBytes(used)} of ${describeBytes(limit)} are used (${Math.round(share * 100)} %).`;
  if (share < MUCH_USED) return [ok('memory.usage', text)];
  const fix = 'Raise maxmemory (CONFIG SET maxmemory <bytes>), shorten expiries, or use another server.';
  return [share >= 1 ? error('memory.usage', text, fix) : warning('memory.usage', text, fix)];
}

function evictionOf(server: ServerFacts, { listeners }: CheckContext): Found[] {
  const policy = infoOf(server)?.get('maxmemory_policy') ?? settingOf(server, 'maxmemory-policy');
  if (policy === undefined) return [];
  if (policy === 'noeviction') return [ok('memory.eviction', 'maxmemory-policy is noeviction.')];
  const evicted = numberIn(infoOf(server), 'evicted_keys') ?? 0;
  const past = evicted === 0 ? '' : ` ${evicted} keys have been evicted since it started.`;
  const fix = 'CONFIG SET maxmemory-policy noeviction, and in redis.conf: maxmemory-policy noeviction';
  const text = `maxmemory-policy is ${policy}: at maxmemory it removes keys.${past}`;
  return listeners.length > 0
    ? [{ ...error('memory.eviction', text, fix), pools: listeners }]
    : [warning('memory.eviction', text, fix)];
}

function fragmentationOf(server: ServerFacts): Found[] {
  const fields = infoOf(server);
  const [used, resident] = [numberIn(fields, 'used_memory'), numberIn(fields, 'used_memory_rss')];
  if (used === undefined || resident === undefined || used === 0) return [];
  const ratio = resident / used;
  const figures = `the system has given it ${describeBytes(resident)} for ${describeBytes(used)} of data`;
  if (ratio > MUCH_FRAGMENTED && resident - used > NOTICEABLE_BYTES) {
    const fix = 'CONFIG SET activedefrag yes, or restart it at a quiet time';
    return [warning('memory.fragmentation', `Its memory is fragmented: ${figures}.`, fix)];
  }
  if (used - resident > NOTICEABLE_BYTES) {
    const fix = 'Give the machine more memory, or lower maxmemory.';
    return [warning('memory.fragmentation', `A part of its data is in swap: ${figures}.`, fix)];
  }
  return [ok('memory.fragmentation', `Its memory is not fragmented: ${figures}.`)];
}
