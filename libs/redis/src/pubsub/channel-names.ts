import type { TenantId } from '../common/tenant-id.js';
import { InvalidArgumentError } from '../common/invalid-argument.error.js';
import { parseTenantId, TENANT_ID_PATTERN } from '../context/tenant-id.js';
import { escapeGlob } from '../keys/glob.js';
import type { KeyOptions } from '../keys/key-options.js';
import { checkKeyPart } from '../keys/key-segment.js';

/** Stands between the tenant and the name the application uses. */
const MARKER = ':channel:';

const HASH_TAG = /^\{([^{}]+)\}$/;

/** Channels of the trigger engine begin with this. */
const ENGINE_PREFIX = '{exp:';

/** A tenant's channel, taken apart. */
export interface TenantChannel {
  readonly tenant: TenantId;
  /** As the application named it. */
  readonly channel: string;
}

/**
 * What channels are called on the server: `T:channel:<name>`, with the tenant as a hash tag where keys have one,
 * whatever theirs holds.
 *
 * The name is not escaped: a tenant id holds no `:`, so the first marker ends it whatever follows, and patterns mean
 * the same in a tenant's names as they do in Redis.
 *
 * Every method that takes a name throws InvalidKeyPartError for one that is empty, longer than 1,024 bytes of UTF-8,
 * contains NUL or half of a surrogate pair.
 */
export class ChannelNames {
  readonly #hashTags: boolean;

  constructor({ hashTag }: Pick<KeyOptions, 'hashTag'>) {
    this.#hashTags = hashTag !== false;
  }

  /** A tenant's channel. */
  ofTenant(tenant: TenantId, channel: string): string {
    return this.#prefix(tenant) + checkKeyPart(channel, 'channel');
  }

  /** A glob pattern for channels of this tenant and of no other, whatever the pattern says. */
  patternOfTenant(tenant: TenantId, pattern: string): string {
    return escapeGlob(this.#prefix(tenant)) + checkKeyPart(pattern, 'pattern');
  }

  /**
   * A glob pattern for channels of every tenant. It also matches names in which the marker comes twice: compare what
   * {@link ChannelNames.parse} says.
   */
  patternOfEveryTenant(pattern: string): string {
    return (this.#hashTags ? '{*}' : '*') + MARKER + checkKeyPart(pattern, 'pattern');
  }

  /**
   * A channel that belongs to no tenant, called as it is.
   * @throws InvalidArgumentError for a name that is a tenant's channel or the trigger engine's
   */
  global(channel: string): string {
    checkKeyPart(channel, 'channel');
    if (this.isGlobal(channel)) return channel;
    throw new InvalidArgumentError(
      'channel',
      'the name of a channel that belongs to no tenant',
      'one that belongs to a tenant or to the library',
    );
  }

  /** Whether a channel of this name belongs to no tenant, and not to the library. */
  isGlobal(name: string): boolean {
    return !name.startsWith(ENGINE_PREFIX) && this.parse(name) === null;
  }

  /** Inverse of {@link ChannelNames.ofTenant}; null for a channel that is no tenant's. */
  parse(name: string): TenantChannel | null {
    const end = name.indexOf(MARKER);
    if (end < 0) return null;
    const first = name.slice(0, end);
    const tenant = this.#hashTags ? HASH_TAG.exec(first)?.[1] : first;
    const channel = name.slice(end + MARKER.length);
    if (tenant === undefined || channel === '' || !TENANT_ID_PATTERN.test(tenant)) return null;
    try {
      return { tenant: parseTenantId(tenant), channel };
    } catch {
      // A reserved name: no tenant's.
      return null;
    }
  }

  #prefix(tenant: TenantId): string {
    return (this.#hashTags ? `{${tenant}}` : tenant) + MARKER;
  }
}
