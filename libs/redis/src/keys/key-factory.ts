import type { TenantId } from '../common/tenant-id.js';
import { InvalidArgumentError } from '../common/invalid-argument.error.js';
import {
  THREAD_EXPIRY,
  THREAD_IDS,
  THREAD_UPDATES,
  type HashTag,
  type IndexedKind,
  type KeyLayout,
  type KeyOptions,
  type KeyPrefixes,
} from './key-options.js';
import { findKeyPrefixConflict } from './key-prefix-conflict.js';
import {
  checkKeyPart,
  decodeSegment,
  decodeTagSegment,
  encodeSegment,
  encodeTagSegment,
  underscoreSegment,
} from './key-segment.js';

type SegmentEncoder = (text: string, part: string) => string;

/**
 * Builds every key the library writes except the trigger engine's own (`exp:...`). `KeyParser` is its inverse.
 *
 * Keys are described as they are without hash tags. With the tag `'tenant'` the tenant stands in braces. With
 * `'entity'` the braces hold the tenant and whatever has to be in one slot: a whole record, all queues of a service, or
 * all threads.
 *
 * Every method throws InvalidKeyPartError, naming the part, for an id that is empty, longer than 1,024 bytes of
 * UTF-8, contains NUL or half of a surrogate pair.
 */
export class KeyFactory {
  readonly #options: KeyOptions;
  readonly #layout: KeyLayout;
  readonly #prefixes: KeyPrefixes;
  /** Parts that Python writes as they are. */
  readonly #segment: SegmentEncoder;
  /** Parts in which Python writes `_` for `:`. */
  readonly #flatSegment: SegmentEncoder;
  /** Parts outside the tag of an entity that Python writes as they are. */
  readonly #outerSegment: SegmentEncoder;
  /** Parts that only this library writes. */
  readonly #ownSegment: SegmentEncoder;
  /** What stands before and behind the tenant. */
  readonly #before: string;
  readonly #behind: string;
  /** What ends the tag of an entity. */
  readonly #end: string;

  /** @param options with prefixes in which `findKeyPrefixConflict` finds nothing */
  constructor(options: KeyOptions) {
    const { hashTag, layout } = options;
    const escaped = hashTag === 'entity' ? encodeTagSegment : encodeSegment;
    this.#options = options;
    this.#layout = layout;
    this.#prefixes = options.prefixes;
    this.#segment = layout === 'python' ? checkKeyPart : escaped;
    this.#flatSegment = layout === 'python' ? underscoreSegment : escaped;
    this.#outerSegment = layout === 'python' ? checkKeyPart : encodeSegment;
    this.#ownSegment = escaped;
    this.#before = hashTag === false ? '' : '{';
    this.#behind = hashTag === 'tenant' ? '}' : '';
    this.#end = hashTag === 'entity' ? '}' : '';
  }

  /** What is in one slot of a cluster. */
  get hashTag(): HashTag {
    return this.#options.hashTag;
  }

  /**
   * The same keys with other words: for a part of an application that keeps its records apart.
   * @throws InvalidArgumentError if two kinds of keys would meet
   */
  withPrefixes(prefixes: Partial<KeyPrefixes>): KeyFactory {
    const merged = { ...this.#prefixes, ...prefixes };
    const conflict = findKeyPrefixConflict(merged);
    if (conflict !== undefined)
      throw new InvalidArgumentError('prefixes', 'words that no two kinds share', conflict);
    return new KeyFactory({ ...this.#options, prefixes: merged });
  }

  /** What the keys of all users begin with: `T:user:`. */
  users(tenant: TenantId): string {
    return `${this.#tenant(tenant)}:${this.#prefixes.user}:`;
  }

  /** Hash of a user: `T:user:<userId>`. */
  user(tenant: TenantId, userId: string): string {
    return this.users(tenant) + this.#segment(userId, 'userId') + this.#end;
  }

  /** What the keys of all states of all handlers, or of one handler, begin with: `T:state:`, `T:state:<handler>:`. */
  states(tenant: TenantId, handler?: string): string {
    const all = `${this.#tenant(tenant)}:${this.#prefixes.state}:`;
    return handler === undefined ? all : `${all}${this.#segment(handler, 'handler')}:`;
  }

  /** Hash of a handler's state for a user: `T:state:<handler>:<userId>`. */
  state(tenant: TenantId, handler: string, userId: string): string {
    return this.states(tenant, handler) + this.#segment(userId, 'userId') + this.#end;
  }

  /** What the keys of all rows of all tables, or of one table, begin with: `T:df:`, `T:df:<table>:pkid:`. */
  tableRows(tenant: TenantId, table?: string): string {
    const { table: prefix, tableKey } = this.#prefixes;
    const all = `${this.#tenant(tenant)}:${prefix}:`;
    return table === undefined ? all : `${all}${this.#flatSegment(table, 'table')}:${tableKey}:`;
  }

  /** Hash of a table row: `T:df:<table>:pkid:<pk>`. */
  tableRow(tenant: TenantId, table: string, pk: string): string {
    return this.tableRows(tenant, table) + this.#flatSegment(pk, 'pk') + this.#end;
  }

  /** What the keys of all shared states, or of one for all users, begin with: `T:SS:`, `T:SS:<state>:`. */
  sharedStates(tenant: TenantId, state?: string): string {
    const all = `${this.#tenant(tenant)}:${this.#prefixes.sharedState}:`;
    return state === undefined ? all : `${all}${this.#flatSegment(state, 'state')}:`;
  }

  /** Hash of a state that tools share for a user: `T:SS:<state>:<userId>`. */
  sharedState(tenant: TenantId, state: string, userId: string): string {
    return this.sharedStates(tenant, state) + this.#flatSegment(userId, 'userId') + this.#end;
  }

  /** String whose expiry fires a trigger: `T:EXPTRIGGER:<action>:<identifier>`. */
  trigger(tenant: TenantId, action: string, identifier: string): string {
    const ids = `${this.#flatSegment(action, 'action')}:${this.#flatSegment(identifier, 'identifier')}`;
    return `${this.#tenant(tenant)}:${this.#prefixes.trigger}:${ids}${this.#end}`;
  }

  /** What the keys of all queues of a service begin with: `T:batch:<service>:`. The tag of an entity ends with it. */
  batchLists(tenant: TenantId, service: string): string {
    const queues = `${this.#prefixes.batch}:${this.#segment(service, 'service')}`;
    return `${this.#tenant(tenant)}:${queues}${this.#end}:`;
  }

  /** List of queued items: `T:batch:<service>:<entity>:<action>`. */
  batchList(tenant: TenantId, service: string, entity: string, action: string): string {
    const queue = `${this.#outerSegment(entity, 'entity')}:${this.#outerSegment(action, 'action')}`;
    return this.batchLists(tenant, service) + queue;
  }

  /** Leases of items that consumers of {@link batchList} hold: its key with `:leases`. */
  batchLeases(tenant: TenantId, service: string, entity: string, action: string): string {
    return `${this.batchList(tenant, service, entity, action)}:${this.#prefixes.leases}`;
  }

  /** Set of tenants with queued items, one for all tenants: `pending_batches:<service>`. */
  pendingTenants(service: string): string {
    return `${this.#prefixes.pending}:${this.#outerSegment(service, 'service')}`;
  }

  /** String of the key-value store: `T:<key>`. */
  keyValue(tenant: TenantId, key: string): string {
    return `${this.#tenant(tenant)}:${this.#segment(key, 'key')}${this.#end}`;
  }

  /**
   * Key of a repository of your own: `T:<name>:<id>:<id>...`. The tag of an entity holds the name and the first id:
   * keys that differ in further ids are in one slot.
   */
  own(tenant: TenantId, name: string, ...ids: readonly string[]): string {
    const [first, ...further] = ids;
    let key = `${this.#tenant(tenant)}:${this.#segment(name, 'key')}`;
    if (first !== undefined) key += `:${this.#ownSegment(first, 'id')}`;
    key += this.#end;
    for (const id of further) key += `:${encodeSegment(id, 'id')}`;
    return key;
  }

  /** What the keys of all agents' threads begin with: `T:thread:`. The tag of an entity ends with it. */
  threads(tenant: TenantId): string {
    return `${this.#tenant(tenant)}:${this.#prefixes.thread}${this.#end}:`;
  }

  /** Hash of an agent's thread: `T:thread:<id>`. */
  thread(tenant: TenantId, threadId: string): string {
    return this.threads(tenant) + encodeSegment(threadId, 'threadId');
  }

  /** List of a thread's messages: the key of {@link thread} with `:messages`. */
  threadMessages(tenant: TenantId, threadId: string): string {
    return `${this.thread(tenant, threadId)}:${this.#prefixes.messages}`;
  }

  /**
   * Sorted set of a tenant's threads by last update: `T:idx:threads`. Where the tag is the entity it is in the slot of
   * the threads.
   */
  threadIndex(tenant: TenantId): string {
    return this.#threadIndex(tenant, THREAD_UPDATES);
  }

  /** Sorted set of a tenant's threads by expiry: `T:idx:threads:expiry`. */
  threadExpiryIndex(tenant: TenantId): string {
    return this.#threadIndex(tenant, THREAD_EXPIRY);
  }

  /** Sorted set of a tenant's threads in the order of their ids: `T:idx:threads:ids`. */
  threadIdIndex(tenant: TenantId): string {
    return this.#threadIndex(tenant, THREAD_IDS);
  }

  /** A thread's id, or the beginning of one, as it stands in keys and in indexes of threads. */
  threadSegment(threadId: string): string {
    return encodeSegment(threadId, 'threadId');
  }

  /** Inverse of {@link threadSegment}; null for text that it cannot have returned. */
  threadIdOf(segment: string): string | null {
    return decodeSegment(segment);
  }

  /**
   * Sorted set that indexes records of one kind: `T:idx:<kind>:<name>...`. A kind alone, or with the name of a group
   * of records, stands for an index of the records themselves; a field's name comes last.
   */
  index(tenant: TenantId, kind: IndexedKind, ...names: readonly string[]): string {
    const [service, ...others] = names;
    if (this.#end !== '' && kind === 'batch' && service !== undefined && others.length === 0) {
      return this.batchLists(tenant, service) + this.#prefixes.index;
    }
    let key = `${this.#tenant(tenant)}:${this.#prefixes.index}:${this.#prefixes[kind]}`;
    for (const name of names) key += `:${this.#ownSegment(name, 'field')}`;
    return key + this.#end;
  }

  /**
   * The key of a record from what keys of its kind begin with ({@link users}, {@link states}, {@link tableRows},
   * {@link sharedStates}) and the rest.
   */
  recordKey(prefix: string, suffix: string): string {
    return prefix + suffix + this.#end;
  }

  /** Inverse of {@link recordKey}: what is left of a record's key. */
  suffixOf(record: string, prefix: string): string {
    return record.slice(prefix.length, record.length - this.#end.length);
  }

  /** The id that the last segment of a suffix stands for. In the python layout a `_` may have been a `:`. */
  idOf(segment: string): string {
    if (this.#layout === 'python') return segment;
    return (this.#end === '' ? decodeSegment(segment) : decodeTagSegment(segment)) ?? segment;
  }

  #threadIndex(tenant: TenantId, by: string): string {
    const { index, threads } = this.#prefixes;
    // Among the threads a thread has one word and its messages have two: indexes have three there.
    if (this.#end !== '') return `${this.threads(tenant)}${index}:${threads}:${by}`;
    const key = `${this.#tenant(tenant)}:${index}:${threads}`;
    return by === THREAD_UPDATES ? key : `${key}:${by}`;
  }

  #tenant(tenant: TenantId): string {
    return this.#before + tenant + this.#behind;
  }
}
