/** What a server says about itself; null where it does not say, or may not be asked. */
export interface ServerInfo {
  readonly version: string | null;
  readonly role: 'master' | 'slave' | null;
  readonly connectedClients: number | null;
  readonly usedMemoryBytes: number | null;
  /** As Redis writes it, e.g. `1.20M`. */
  readonly usedMemoryHuman: string | null;
  /** `maxmemory`; null: no limit. */
  readonly maxMemoryBytes: number | null;
  /** What happens at the limit, e.g. `noeviction`. */
  readonly maxMemoryPolicy: string | null;
  readonly memoryFragmentationRatio: number | null;
  /** Keys that were deleted because memory was short, since the server started. */
  readonly evictedKeys: number | null;
  /** Keys of the pool's database. */
  readonly keys: number | null;
}

/**
 * Reads the reply of INFO.
 * @param db whose keys are counted
 */
export function parseServerInfo(text: string, db: number): ServerInfo {
  const fields = parseFields(text);
  const role = fields.get('role');
  return {
    // Valkey calls the version of Redis it is compatible with `redis_version`.
    version: fields.get('valkey_version') ?? fields.get('redis_version') ?? null,
    role: role === 'master' || role === 'slave' ? role : null,
    connectedClients: numberOf(fields.get('connected_clients')),
    usedMemoryBytes: numberOf(fields.get('used_memory')),
    usedMemoryHuman: fields.get('used_memory_human') ?? null,
    maxMemoryBytes: numberOf(fields.get('maxmemory')) || null,
    maxMemoryPolicy: fields.get('maxmemory_policy') ?? null,
    memoryFragmentationRatio: numberOf(fields.get('mem_fragmentation_ratio')),
    evictedKeys: numberOf(fields.get('evicted_keys')),
    // A database without keys has no line; without any line nobody knows.
    keys: fields.size === 0 ? null : keysOf(fields.get(`db${db}`)),
  };
}

/** `name:value` lines, as INFO and CLUSTER INFO have them. */
export function parseFields(text: string): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  for (const line of text.split('\n')) {
    const colon = line.indexOf(':');
    if (colon > 0 && !line.startsWith('#')) fields.set(line.slice(0, colon), line.slice(colon + 1).trim());
  }
  return fields;
}

/** Of `keys=42,expires=7,avg_ttl=0`. */
function keysOf(keyspace: string | undefined): number {
  return numberOf(/(?:^|,)keys=(\d+)/.exec(keyspace ?? '')?.[1]) ?? 0;
}

function numberOf(text: string | undefined): number | null {
  const value = text === undefined || text === '' ? Number.NaN : Number(text);
  return Number.isFinite(value) ? value : null;
}
