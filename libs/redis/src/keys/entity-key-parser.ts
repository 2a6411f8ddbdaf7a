import {
  INDEXED_KINDS,
  THREAD_EXPIRY,
  THREAD_IDS,
  THREAD_UPDATES,
  type IndexedKind,
  type KeyPrefixes,
} from './key-options.js';
import { decodeSegments, decodeTagSegment } from './key-segment.js';
import { recordOf } from './parse-record.js';
import type { ParsedKey } from './parsed-key.js';

const TAG = /^\{([^{}]+)\}(?::([^]*))?$/;

const THREAD_INDEXES = new Map([
  [THREAD_UPDATES, 'threadIndex'],
  [THREAD_EXPIRY, 'threadExpiryIndex'],
  [THREAD_IDS, 'threadIdIndex'],
] as const);

/** The parts of a key whose tag is the entity; null if `KeyFactory` cannot have built it. */
export function parseEntityKey(prefixes: KeyPrefixes, key: string): ParsedKey | null {
  const [, tag = '', behind] = TAG.exec(key) ?? [];
  const [tenant, ...encoded] = tag.split(':');
  const words = decodeSegments(encoded, decodeTagSegment);
  if (!tenant || words === null) return null;
  if (behind === undefined) return parseTag(prefixes, tenant, words);
  const further = decodeSegments(behind.split(':'));
  const [word, service, ...others] = words;
  if (further === null || others.length > 0) return null;
  if (word === prefixes.thread && service === undefined) return parseThread(prefixes, tenant, further);
  if (word === prefixes.batch && service !== undefined) return parseQueue(prefixes, tenant, service, further);
  return null;
}

/** Keys that are nothing but a tag. */
function parseTag(prefixes: KeyPrefixes, tenant: string, words: readonly string[]): ParsedKey | null {
  const [word, ...ids] = words;
  if (word === undefined) return null;
  if (ids.length === 0) return { kind: 'keyValue', tenant, key: word };
  if (word !== prefixes.index) return recordOf(prefixes, tenant, word, ids);
  const [kind, ...names] = ids;
  const records: IndexedKind | undefined = INDEXED_KINDS.find((name) => prefixes[name] === kind);
  const isQueues = records === 'batch' && names.length === 1;
  return records === undefined || isQueues ? null : { kind: 'index', tenant, records, names };
}

function parseThread(prefixes: KeyPrefixes, tenant: string, words: readonly string[]): ParsedKey | null {
  const [first, second, third, ...others] = words;
  if (first === undefined || others.length > 0) return null;
  if (second === undefined) return { kind: 'thread', tenant, threadId: first };
  if (third === undefined) {
    return second === prefixes.messages ? { kind: 'threadMessages', tenant, threadId: first } : null;
  }
  if (first !== prefixes.index || second !== prefixes.threads) return null;
  for (const [by, kind] of THREAD_INDEXES) if (by === third) return { kind, tenant };
  return null;
}

function parseQueue(
  prefixes: KeyPrefixes,
  tenant: string,
  service: string,
  words: readonly string[],
): ParsedKey | null {
  const [entity, action, leases, ...others] = words;
  if (entity === undefined || others.length > 0) return null;
  if (action === undefined) {
    return entity === prefixes.index ? { kind: 'index', tenant, records: 'batch', names: [service] } : null;
  }
  if (leases === undefined) return { kind: 'batchList', tenant, service, entity, action };
  return leases === prefixes.leases ? { kind: 'batchLeases', tenant, service, entity, action } : null;
}
