import { parseEntityKey } from './entity-key-parser.js';
import { INDEXED_KINDS, THREAD_EXPIRY, THREAD_IDS, type KeyOptions } from './key-options.js';
import { decodeSegments, keyPartProblem } from './key-segment.js';
import { recordOf } from './parse-record.js';
import type { ParsedKey, ParsedTriggerKey } from './parsed-key.js';

const HASH_TAG = /^\{([^{}]+)\}$/;
const BARE_TENANT = /^[^{}]+$/;

/**
 * Inverse of `KeyFactory` with the same options.
 *
 * In the layout `percent` every key of the factory parses back to its parts, and a key that parses is the key
 * its parts build. In `python` a `_` that stands for `:` stays `_`, and the key of a handler state or a queue
 * parses only if its ids hold no `:`. Keys of your own repositories (`KeyFactory.own`) with an id do not parse.
 */
export class KeyParser {
  readonly #options: KeyOptions;

  constructor(options: KeyOptions) {
    this.#options = options;
  }

  /** The parts of `key`; null if the factory cannot have built it. */
  parse(key: string): ParsedKey | null {
    const { prefixes, hashTag } = this.#options;
    const [first = '', second, ...rest] = key.split(':');
    if (second === undefined) return null;
    if (first === prefixes.pending) return this.#parsePending([second, ...rest]);
    if (hashTag === 'entity') return parseEntityKey(prefixes, key);

    const tenant = this.#parseTenant(first);
    if (tenant === null) return null;
    if (rest.length === 0) {
      const [name] = this.#decode([second]) ?? [];
      return name === undefined ? null : { kind: 'keyValue', tenant, key: name };
    }
    switch (second) {
      case prefixes.thread:
      case prefixes.index:
        return this.#parseOwn(tenant, second, rest);
      default:
        return this.#parseShared(tenant, second, rest);
    }
  }

  /** The parts of a trigger's key; null for any other key. */
  parseTrigger(key: string): ParsedTriggerKey | null {
    const parsed = this.parse(key);
    return parsed?.kind === 'trigger' ? parsed : null;
  }

  /** Whether `key` is a trigger's. */
  isTriggerKey(key: string): boolean {
    return this.parseTrigger(key) !== null;
  }

  /** Kinds that the Python library has too. */
  #parseShared(tenant: string, prefix: string, segments: readonly string[]): ParsedKey | null {
    const { prefixes } = this.#options;
    const ids = this.#decode(this.#joinLastId(prefix, segments)) ?? [];
    if (prefix !== prefixes.batch) return recordOf(prefixes, tenant, prefix, ids);
    const [service, entity, action, leases, extra] = ids;
    if (service === undefined || entity === undefined || action === undefined || extra !== undefined)
      return null;
    if (leases === undefined) return { kind: 'batchList', tenant, service, entity, action };
    return leases === prefixes.leases ? { kind: 'batchLeases', tenant, service, entity, action } : null;
  }

  /** Kinds that only this library has: percent-escaped in both layouts. */
  #parseOwn(tenant: string, prefix: string, segments: readonly string[]): ParsedKey | null {
    const { prefixes } = this.#options;
    const [first, second, ...more] = decodeSegments(segments) ?? [];
    if (first === undefined) return null;
    if (prefix === prefixes.index) {
      return this.#parseIndex(tenant, first, second === undefined ? [] : [second, ...more]);
    }
    if (second === undefined) return { kind: 'thread', tenant, threadId: first };
    return second === prefixes.messages && more.length === 0
      ? { kind: 'threadMessages', tenant, threadId: first }
      : null;
  }

  #parseIndex(tenant: string, word: string, names: readonly string[]): ParsedKey | null {
    const { prefixes } = this.#options;
    if (word === prefixes.threads) return this.#parseThreadIndex(tenant, names);
    const records = INDEXED_KINDS.find((kind) => prefixes[kind] === word);
    return records === undefined ? null : { kind: 'index', tenant, records, names };
  }

  #parseThreadIndex(tenant: string, [which, ...more]: readonly string[]): ParsedKey | null {
    if (more.length > 0) return null;
    switch (which) {
      case undefined:
        return { kind: 'threadIndex', tenant };
      case THREAD_EXPIRY:
        return { kind: 'threadExpiryIndex', tenant };
      case THREAD_IDS:
        return { kind: 'threadIdIndex', tenant };
      default:
        return null;
    }
  }

  #parsePending(segments: readonly string[]): ParsedKey | null {
    const service = this.#options.layout === 'python' ? [segments.join(':')] : segments;
    const [name, extra] = this.#decode(service) ?? [];
    return name === undefined || extra !== undefined ? null : { kind: 'pendingTenants', service: name };
  }

  #parseTenant(segment: string): string | null {
    const isTagged = this.#options.hashTag !== false;
    const tenant = isTagged ? HASH_TAG.exec(segment)?.[1] : BARE_TENANT.exec(segment)?.[0];
    return tenant ?? null;
  }

  /** Python leaves colons in the last id of a user's key as they are, and accepts them in a trigger's. */
  #joinLastId(prefix: string, segments: readonly string[]): readonly string[] {
    const { layout, prefixes } = this.#options;
    if (layout !== 'python') return segments;
    if (prefix === prefixes.user) return [segments.join(':')];
    if (prefix !== prefixes.trigger) return segments;
    const [action = '', ...identifier] = segments;
    return [action, identifier.join(':')];
  }

  #decode(segments: readonly string[]): readonly string[] | null {
    if (this.#options.layout === 'percent') return decodeSegments(segments);
    return segments.every((segment) => keyPartProblem(segment) === undefined) ? segments : null;
  }
}
