import { parseServerInfo, type ServerInfo } from './server-info.js';

type NumberField = {
  [Name in keyof ServerInfo]: ServerInfo[Name] extends number | null ? Name : never;
}[keyof ServerInfo];

const UNITS = ['B', 'K', 'M', 'G', 'T'];

/** What several servers say, as if they were one: sums, and the worst fragmentation. */
export function mergeServerInfos(infos: readonly ServerInfo[]): ServerInfo {
  const [first, ...others] = infos;
  if (first === undefined) return parseServerInfo('', 0);
  if (others.length === 0) return first;
  const sum = (field: NumberField): number | null => combine(infos, field, (a, b) => a + b);
  const usedMemoryBytes = sum('usedMemoryBytes');
  return {
    version: distinct(infos.map(({ version }) => version)),
    role: infos.every(({ role }) => role === first.role) ? first.role : null,
    connectedClients: sum('connectedClients'),
    usedMemoryBytes,
    usedMemoryHuman: usedMemoryBytes === null ? null : humanBytes(usedMemoryBytes),
    // Without a limit on one of them there is none on all.
    maxMemoryBytes: sum('maxMemoryBytes'),
    maxMemoryPolicy: distinct(infos.map(({ maxMemoryPolicy }) => maxMemoryPolicy)),
    memoryFragmentationRatio: combine(infos, 'memoryFragmentationRatio', Math.max),
    evictedKeys: sum('evictedKeys'),
    keys: sum('keys'),
  };
}

/** Null as soon as one of them does not say. */
function combine(
  infos: readonly ServerInfo[],
  field: NumberField,
  both: (a: number, b: number) => number,
): number | null {
  return infos
    .map((info) => info[field])
    .reduce((total, value) => (total === null || value === null ? null : both(total, value)));
}

/** During an upgrade of the servers there are two versions. */
function distinct(texts: readonly (string | null)[]): string | null {
  const known = [...new Set(texts.filter((text) => text !== null))].toSorted();
  return known.length === 0 ? null : known.join(', ');
}

/** As Redis writes it: `1.20M`. */
function humanBytes(bytes: number): string {
  const power = Math.min(UNITS.length - 1, bytes < 1 ? 0 : Math.floor(Math.log2(bytes) / 10));
  const unit = UNITS[power] ?? '';
  return power === 0 ? `${bytes}${unit}` : `${(bytes / 1_024 ** power).toFixed(2)}${unit}`;
}
