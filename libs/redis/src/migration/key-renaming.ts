import { parseTenantId } from '../context/tenant-id.js';
import { TenantryError } from '../common/tenantry.error.js';
import { TriggerKeys } from '../expiry/engine/trigger-keys.js';
import { KeyFactory } from '../keys/key-factory.js';
import type { KeyOptions } from '../keys/key-options.js';
import { KeyParser } from '../keys/key-parser.js';
import type { ParsedKey } from '../keys/parsed-key.js';

/** What a key of the source is in the target. */
export type RenamedKey =
  /** The same value under another key. */
  | { readonly as: 'value'; readonly kind: string; readonly key: string; readonly parsed: ParsedKey | null }
  /** An index: the target's is made of the records themselves. */
  | { readonly as: 'index'; readonly parsed: Extract<ParsedKey, { readonly kind: 'index' }> }
  /** The schedule of triggers, which is copied trigger by trigger. */
  | { readonly as: 'schedule' }
  | { readonly as: 'unknown' };

const TENANT_OF_TAG = /^\{([^{}:]+)\}:/;

/** Names keys of one layout in another. */
export class KeyRenaming {
  readonly #parser: KeyParser;
  readonly #options: KeyOptions;
  /** What the keys of the application's schedule begin with. */
  readonly #schedule: readonly string[];

  constructor(
    from: KeyOptions,
    private readonly to: KeyFactory,
    namespace: string,
    /** First words of keys of own repositories. */
    private readonly ownNames: readonly string[],
  ) {
    this.#options = from;
    this.#parser = new KeyParser(from);
    const { meta, actions } = new TriggerKeys(new KeyFactory(from), namespace, 'any', 1);
    this.#schedule = [`{${meta.slice(0, -'meta'.length)}`, meta, actions];
  }

  rename(key: string): RenamedKey {
    if (this.#schedule.some((beginning) => key.startsWith(beginning))) return { as: 'schedule' };
    // Who is being removed from the pending tenants: the key has no tenant, and is the same everywhere.
    if (key.startsWith(`{${this.#options.prefixes.pending}:`)) {
      return { as: 'value', kind: 'removingTenants', key, parsed: null };
    }
    try {
      return this.#ownKey(key) ?? this.#ofLibrary(key);
    } catch (error) {
      // A tenant id or another part that the target's keys cannot have.
      if (error instanceof TenantryError) return { as: 'unknown' };
      throw error;
    }
  }

  #ofLibrary(key: string): RenamedKey {
    const parsed = this.#parser.parse(key);
    if (parsed === null) return { as: 'unknown' };
    if (parsed.kind === 'index') {
      parseTenantId(parsed.tenant);
      return { as: 'index', parsed };
    }
    return { as: 'value', kind: parsed.kind, key: buildKey(this.to, parsed), parsed };
  }

  /** `T:<name>:<id>...` of a repository that the library does not know. */
  #ownKey(key: string): RenamedKey | undefined {
    const bare = this.#options.hashTag === false ? key : key.replace(TENANT_OF_TAG, '$1:');
    const [tenant = '', name, ...ids] = bare.split(':');
    if (name === undefined || ids.length === 0 || !this.ownNames.includes(decoded(name))) return undefined;
    const renamed = this.to.own(parseTenantId(tenant), decoded(name), ...ids.map(decoded));
    return { as: 'value', kind: decoded(name), key: renamed, parsed: null };
  }
}

function decoded(segment: string): string {
  return segment.replaceAll('%3A', ':').replaceAll('%25', '%');
}

/** The key that these parts have. @throws TenantryError for parts that no key of the factory can have */
function buildKey(keys: KeyFactory, parsed: Exclude<ParsedKey, { readonly kind: 'index' }>): string {
  if (parsed.kind === 'pendingTenants') return keys.pendingTenants(parsed.service);
  const tenant = parseTenantId(parsed.tenant);
  switch (parsed.kind) {
    case 'user':
      return keys.user(tenant, parsed.userId);
    case 'state':
      return keys.state(tenant, parsed.handler, parsed.userId);
    case 'tableRow':
      return keys.tableRow(tenant, parsed.table, parsed.pk);
    case 'sharedState':
      return keys.sharedState(tenant, parsed.state, parsed.userId);
    case 'trigger':
      return keys.trigger(tenant, parsed.action, parsed.identifier);
    case 'batchList':
    case 'batchLeases':
      return keys[parsed.kind](tenant, parsed.service, parsed.entity, parsed.action);
    case 'keyValue':
      return keys.keyValue(tenant, parsed.key);
    case 'thread':
    case 'threadMessages':
      return keys[parsed.kind](tenant, parsed.threadId);
    default:
      return keys[parsed.kind](tenant);
  }
}
