import type { KeyPrefixes } from './key-options.js';

/** No separators, escapes, hash tags, control characters or half surrogate pairs. */
const PERMITTED_PREFIX = /^[^:%{}\p{Cc}\p{Surrogate}]+$/u;

/** The prefixes that stand directly behind the tenant: they alone tell the kinds apart. */
const KIND_PREFIXES = [
  'user',
  'state',
  'table',
  'sharedState',
  'trigger',
  'batch',
  'thread',
  'index',
] as const satisfies readonly (keyof KeyPrefixes)[];

/** Reserved as a tenant id, so no tenant's key begins with it. */
const RESERVED_PENDING_PREFIX = 'pending_batches';
const BEGINS_LIKE_A_TENANT_ID = /^[A-Za-z0-9]/;

/**
 * Why keys built with `prefixes` would be malformed, or could be the key of two things at once; undefined if
 * they cannot. `threads` stands where the prefixes of indexed kinds do; the other words (`tableKey`, `leases`,
 * `messages`) stand where the number of segments already tells the kinds apart.
 */
export function findKeyPrefixConflict(prefixes: KeyPrefixes): string | undefined {
  for (const [name, prefix] of Object.entries(prefixes)) {
    if (!PERMITTED_PREFIX.test(prefix)) {
      return `${name}: expected text without ":", "%", "{", "}" and control characters, got ${JSON.stringify(prefix)}`;
    }
  }
  const owners = new Map<string, string>();
  for (const name of KIND_PREFIXES) {
    const other = owners.get(prefixes[name]);
    if (other !== undefined) return `${other} and ${name} are both ${JSON.stringify(prefixes[name])}`;
    owners.set(prefixes[name], name);
  }
  const indexed = owners.get(prefixes.threads);
  if (indexed !== undefined) return `${indexed} and threads are both ${JSON.stringify(prefixes.threads)}`;
  if (prefixes.pending !== RESERVED_PENDING_PREFIX && BEGINS_LIKE_A_TENANT_ID.test(prefixes.pending)) {
    return (
      `pending: a tenant of the name ${JSON.stringify(prefixes.pending)} would meet it; ` +
      `expected "${RESERVED_PENDING_PREFIX}" or text that no tenant id begins with, such as "_pending"`
    );
  }
  return undefined;
}
