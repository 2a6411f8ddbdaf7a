import type { Redis } from 'ioredis';
import type { MonitoredCommand } from './monitor-line.js';

/** What a command reaches: a key, a channel, or keys of everybody. */
export interface TouchedName {
  readonly kind: 'key' | 'channel' | 'pattern' | 'everything';
  /** `''` for everything. */
  readonly name: string;
}

/** Commands that go through, or remove, the keys of all tenants. */
const WHOLE_DATABASE = new Set(['flushall', 'flushdb', 'randomkey', 'swapdb']);
const PUBLISHING = new Set(['publish', 'spublish']);
const SUBSCRIBING = new Set(['subscribe', 'ssubscribe']);
const SORTING = new Set(['sort', 'sort_ro']);
const NO_KEYS = /no key arguments|Invalid (?:command|arguments)/;

/** The keys, channels and patterns of a command. @param admin a connection to the server that carried it out */
export async function touchedNames(admin: Redis, { name, args }: MonitoredCommand): Promise<TouchedName[]> {
  if (WHOLE_DATABASE.has(name)) return [{ kind: 'everything', name: '' }];
  if (name === 'keys') return [{ kind: 'pattern', name: String(args[0]) }];
  if (name === 'scan') return [{ kind: 'pattern', name: String(argumentsAfter(args, 'match')[0] ?? '*') }];
  if (PUBLISHING.has(name)) return [{ kind: 'channel', name: String(args[0]) }];
  if (SUBSCRIBING.has(name)) return args.map((channel) => ({ kind: 'channel', name: String(channel) }));
  if (name === 'psubscribe') return args.map((pattern) => ({ kind: 'pattern', name: String(pattern) }));
  const keys = await keysOf(admin, name, args);
  const named: TouchedName[] = keys.map((key) => ({ kind: 'key', name: key }));
  return SORTING.has(name) ? [...named, ...sortPatterns(args)] : named;
}

/** What all that it stands for begins with: a pattern, up to its first wildcard. */
export function beginningOf({ kind, name }: TouchedName): string {
  if (kind !== 'pattern') return name;
  const [literal = ''] = /^(?:\\.|[^\\*?[])*/s.exec(name) ?? [];
  return literal.replaceAll(/\\(.)/gs, '$1');
}

/** As the server itself finds them. */
async function keysOf(admin: Redis, name: string, args: readonly Buffer[]): Promise<string[]> {
  if (args.length === 0) return [];
  try {
    const keys: unknown = await admin.call('COMMAND', ['GETKEYS', name, ...args]);
    return Array.isArray(keys) ? keys.map(String) : [];
  } catch (error) {
    if (error instanceof Error && NO_KEYS.test(error.message)) return [];
    throw error;
  }
}

/** Keys that SORT looks up by a pattern. */
function sortPatterns(args: readonly Buffer[]): TouchedName[] {
  return [...argumentsAfter(args, 'by'), ...argumentsAfter(args, 'get')]
    .map(String)
    .filter((pattern) => pattern.includes('*'))
    .map((name) => ({ kind: 'pattern', name }));
}

function argumentsAfter(args: readonly Buffer[], word: string): Buffer[] {
  return args.filter((_argument, index) => args[index - 1]?.toString().toLowerCase() === word);
}
