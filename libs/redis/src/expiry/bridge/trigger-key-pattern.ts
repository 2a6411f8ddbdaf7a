import { parseTenantId } from '../../context/tenant-id.js';
import { escapeGlob } from '../../keys/glob.js';
import type { KeyFactory } from '../../keys/key-factory.js';

/** Stands for any tenant, action and identifier. */
const SAMPLE = parseTenantId('t');

/**
 * MATCH pattern of the trigger keys of all tenants: `*:EXPTRIGGER:*`; with hash tags `{*}:EXPTRIGGER:*` or
 * `{*:EXPTRIGGER:*`. It also matches keys that only look like one: `TriggerEngine.parseKey` tells.
 */
export function triggerKeyPattern(keys: KeyFactory): string {
  const sample = keys.trigger(SAMPLE, 'a', 'i');
  const tenantEnd = sample.indexOf(':');
  const word = sample.slice(tenantEnd, sample.lastIndexOf('a:i'));
  return `${sample.slice(0, tenantEnd).replace(SAMPLE, '*')}${escapeGlob(word)}*`;
}
