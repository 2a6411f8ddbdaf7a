import { crc32 } from 'node:zlib';
import type { TenantId } from '../../common/tenant-id.js';
import { parseTenantId, TENANT_ID_PATTERN, RESERVED_TENANT_IDS } from '../../context/tenant-id.js';
import type { KeyFactory } from '../../keys/key-factory.js';
import { encodeSegment } from '../../keys/key-segment.js';
import type { TriggerName } from './trigger.types.js';

const SYSTEM = 'exp';
const SAMPLE_TENANT = parseTenantId('t');
const MOST_CACHED_ACTIONS = 1_000;

/** A trigger's key, taken apart. Action and identifier are decoded, the tenant is not validated. */
export interface TriggerKeyParts {
  readonly tenant: string;
  readonly action: string;
  readonly identifier: string;
}

const NOT_A_TRIGGER: TriggerKeyParts = { tenant: '', action: '', identifier: '' };

/** Keys of one engine, and what the keys of its triggers say. */
export class TriggerKeys {
  /** Hash: number of partitions, by pool. */
  readonly meta: string;
  /** Set of known actions, decoded. */
  readonly actions: string;
  readonly #keys: KeyFactory;
  readonly #prefixes: readonly string[];
  readonly #actionSegments = new Map<string, string>();
  /** Characters of the hash tag before and behind the tenant, and behind the ids. */
  readonly #beforeTenant: number;
  readonly #behindTenant: number;
  readonly #behindIds: number;
  /** Whether identifiers of other programs may hold `:` in keys. */
  readonly #isPythonLayout: boolean;

  /** @throws InvalidKeyPartError for an empty namespace or one that cannot be part of a key */
  constructor(keys: KeyFactory, namespace: string, pool: string, partitions: number) {
    const name = systemSegment(namespace, 'namespace');
    const alias = systemSegment(pool, 'pool');
    this.meta = `${SYSTEM}:${name}:meta`;
    this.actions = `${SYSTEM}:${name}:actions`;
    this.#keys = keys;
    this.#prefixes = Array.from({ length: partitions }, (_, p) => `{${SYSTEM}:${name}:${alias}:${p}}:`);
    this.#beforeTenant = keys.hashTag === false ? 0 : 1;
    this.#behindTenant = keys.hashTag === 'tenant' ? 1 : 0;
    this.#behindIds = keys.hashTag === 'entity' ? 1 : 0;
    this.#isPythonLayout = keys.idOf('%25') === '%25';
  }

  /** What the keys of a partition begin with. */
  prefix(partition: number): string {
    const prefix = this.#prefixes[partition];
    if (prefix === undefined) throw new RangeError(`There is no partition ${partition}.`);
    return prefix;
  }

  nudgeChannel(partition: number): string {
    return `${this.prefix(partition)}nudge`;
  }

  /** The trigger's key, which also is its name in the engine. @throws InvalidKeyPartError */
  member({ tenant, action, identifier }: TriggerName): string {
    return this.#keys.trigger(tenant, action, identifier);
  }

  /** All triggers of one identifier are in one partition, whatever their action. */
  partitionOf(key: string): number {
    if (this.#prefixes.length === 1) return 0;
    const [tenant = '', , , ...identifier] = key.split(':');
    return crc32(`${tenant}:${identifier.join(':')}`) % this.#prefixes.length;
  }

  /** An action as it stands in keys. @throws InvalidKeyPartError */
  actionSegment(action: string): string {
    let segment = this.#actionSegments.get(action);
    if (segment === undefined) {
      segment = this.#keys.trigger(SAMPLE_TENANT, action, 'i').split(':')[2] ?? '';
      if (this.#actionSegments.size >= MOST_CACHED_ACTIONS) this.#actionSegments.clear();
      this.#actionSegments.set(action, segment);
    }
    return segment;
  }

  /** The action that stands in keys as `segment`. In the python layout a `_` may have been a `:`. */
  actionOf(segment: string): string {
    return this.#keys.idOf(segment);
  }

  /** Takes a key of the engine apart. */
  parts(key: string): TriggerKeyParts {
    // Once per trigger that runs: split() and a pattern would cost as much as the rest of it.
    const afterTenant = key.indexOf(':');
    const afterPrefix = key.indexOf(':', afterTenant + 1);
    const afterAction = key.indexOf(':', afterPrefix + 1);
    if (afterTenant < 0 || afterPrefix < 0 || afterAction < 0) return NOT_A_TRIGGER;
    return {
      tenant: key.slice(this.#beforeTenant, afterTenant - this.#behindTenant),
      action: this.#keys.idOf(key.slice(afterPrefix + 1, afterAction)),
      identifier: this.#keys.idOf(key.slice(afterAction + 1, key.length - this.#behindIds)),
    };
  }

  /** The trigger whose key this is; null for any other key, one of the same look with another spelling included. */
  parse(key: string): TriggerName | null {
    const { tenant, action, identifier } = this.parts(key);
    if (!isTenantId(tenant) || action === '' || identifier === '') return null;
    const name = { tenant, action, identifier };
    const spelled = this.#spell(name);
    if (spelled === key) return name;
    const isRawIdentifier = this.#isPythonLayout && spelled === flattened(key);
    return isRawIdentifier ? name : null;
  }

  #spell(name: TriggerName): string | null {
    try {
      return this.member(name);
    } catch {
      // An id that no key can hold: this key is somebody else's.
      return null;
    }
  }
}

/** Braces are escaped too: they would end the hash tag. */
function systemSegment(text: string, part: string): string {
  return encodeSegment(text, part).replaceAll('{', '%7B').replaceAll('}', '%7D');
}

function isTenantId(text: string): text is TenantId {
  return TENANT_ID_PATTERN.test(text) && !RESERVED_TENANT_IDS.has(text);
}

/** The key with the colons of its identifier flattened, as the python layout writes it. */
function flattened(key: string): string {
  const [tenant = '', prefix = '', action = '', ...identifier] = key.split(':');
  return `${tenant}:${prefix}:${action}:${identifier.join('_')}`;
}
