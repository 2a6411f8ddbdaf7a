import type { KeyPrefixes } from './key-options.js';
import type { ParsedKey } from './parsed-key.js';

/** The user, state, row, shared state or trigger behind a prefix with these ids, decoded; null if there is none. */
export function recordOf(
  prefixes: KeyPrefixes,
  tenant: string,
  prefix: string,
  ids: readonly string[],
): ParsedKey | null {
  const [a, b, c, d] = ids;
  if (a === undefined) return null;
  if (prefix === prefixes.user) return b === undefined ? { kind: 'user', tenant, userId: a } : null;
  if (b === undefined) return null;
  if (prefix === prefixes.table) {
    return b === prefixes.tableKey && c !== undefined && d === undefined
      ? { kind: 'tableRow', tenant, table: a, pk: c }
      : null;
  }
  if (c !== undefined) return null;
  switch (prefix) {
    case prefixes.state:
      return { kind: 'state', tenant, handler: a, userId: b };
    case prefixes.sharedState:
      return { kind: 'sharedState', tenant, state: a, userId: b };
    case prefixes.trigger:
      return { kind: 'trigger', tenant, action: a, identifier: b };
    default:
      return null;
  }
}
