import type { TenantId } from '../common/tenant-id.js';
import type { KeyOptions, KeyPrefixes } from './key-options.js';
import { checkKeyPart, encodeSegment, underscoreSegment } from './key-segment.js';

type SegmentEncoder = (text: string, part: string) => string;

/**
 * Builds every key the library writes except the trigger engine's own (`exp:...`). `KeyParser` is its inverse.
 *
 * Every method throws InvalidKeyPartError, naming the part, for an id that is empty, longer than 1,024 bytes of
 * UTF-8, contains NUL or half of a surrogate pair.
 */
export class KeyFactory {
  readonly #hashTags: boolean;
  readonly #prefixes: KeyPrefixes;
  /** Parts that Python writes as they are. */
  readonly #segment: SegmentEncoder;
  /** Parts in which Python writes `_` for `:`. */
  readonly #flatSegment: SegmentEncoder;

  /** @param options with prefixes in which `findKeyPrefixConflict` finds nothing */
  constructor(options: KeyOptions) {
    this.#hashTags = options.hashTags;
    this.#prefixes = options.prefixes;
    this.#segment = options.layout === 'python' ? checkKeyPart : encodeSegment;
    this.#flatSegment = options.layout === 'python' ? underscoreSegment : encodeSegment;
  }

  /** Hash of a user: `T:user:<userId>`. */
  user(tenant: TenantId, userId: string): string {
    return `${this.#tenant(tenant)}:${this.#prefixes.user}:${this.#segment(userId, 'userId')}`;
  }

  /** Hash of a handler's state for a user: `T:state:<handler>:<userId>`. */
  state(tenant: TenantId, handler: string, userId: string): string {
    const ids = `${this.#segment(handler, 'handler')}:${this.#segment(userId, 'userId')}`;
    return `${this.#tenant(tenant)}:${this.#prefixes.state}:${ids}`;
  }

  /** Hash of a table row: `T:df:<table>:pkid:<pk>`. */
  tableRow(tenant: TenantId, table: string, pk: string): string {
    const { table: prefix, tableKey } = this.#prefixes;
    const row = `${this.#flatSegment(table, 'table')}:${tableKey}:${this.#flatSegment(pk, 'pk')}`;
    return `${this.#tenant(tenant)}:${prefix}:${row}`;
  }

  /** Hash of a state that tools share for a user: `T:SS:<state>:<userId>`. */
  sharedState(tenant: TenantId, state: string, userId: string): string {
    const ids = `${this.#flatSegment(state, 'state')}:${this.#flatSegment(userId, 'userId')}`;
    return `${this.#tenant(tenant)}:${this.#prefixes.sharedState}:${ids}`;
  }

  /** String whose expiry fires a trigger: `T:EXPTRIGGER:<action>:<identifier>`. */
  trigger(tenant: TenantId, action: string, identifier: string): string {
    const ids = `${this.#flatSegment(action, 'action')}:${this.#flatSegment(identifier, 'identifier')}`;
    return `${this.#tenant(tenant)}:${this.#prefixes.trigger}:${ids}`;
  }

  /** List of queued items: `T:batch:<service>:<entity>:<action>`. */
  batchList(tenant: TenantId, service: string, entity: string, action: string): string {
    const queue = `${this.#segment(service, 'service')}:${this.#segment(entity, 'entity')}:${this.#segment(action, 'action')}`;
    return `${this.#tenant(tenant)}:${this.#prefixes.batch}:${queue}`;
  }

  /** Leases of items that consumers of {@link batchList} hold: its key with `:leases`. */
  batchLeases(tenant: TenantId, service: string, entity: string, action: string): string {
    return `${this.batchList(tenant, service, entity, action)}:${this.#prefixes.leases}`;
  }

  /** Set of tenants with queued items, one for all tenants: `pending_batches:<service>`. */
  pendingTenants(service: string): string {
    return `${this.#prefixes.pending}:${this.#segment(service, 'service')}`;
  }

  /** String of the key-value store: `T:<key>`. */
  keyValue(tenant: TenantId, key: string): string {
    return `${this.#tenant(tenant)}:${this.#segment(key, 'key')}`;
  }

  /** Hash of an agent's thread: `T:thread:<id>`. */
  thread(tenant: TenantId, threadId: string): string {
    return `${this.#tenant(tenant)}:${this.#prefixes.thread}:${encodeSegment(threadId, 'threadId')}`;
  }

  /** List of a thread's messages: the key of {@link thread} with `:messages`. */
  threadMessages(tenant: TenantId, threadId: string): string {
    return `${this.thread(tenant, threadId)}:${this.#prefixes.messages}`;
  }

  /** Sorted set of a tenant's threads by last update: `T:idx:threads`. */
  threadIndex(tenant: TenantId): string {
    return `${this.#tenant(tenant)}:${this.#prefixes.index}:${this.#prefixes.threads}`;
  }

  /** Sorted set that indexes one field of one kind of record: `T:idx:<kind>:<field>`. */
  index(tenant: TenantId, entity: string, field: string): string {
    const indexed = `${encodeSegment(entity, 'entity')}:${encodeSegment(field, 'field')}`;
    return `${this.#tenant(tenant)}:${this.#prefixes.index}:${indexed}`;
  }

  #tenant(tenant: TenantId): string {
    return this.#hashTags ? `{${tenant}}` : tenant;
  }
}
