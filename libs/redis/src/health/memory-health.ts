import type { HealthStatus } from '../connections/checks/nodes/node-health.js';
import type { CheckedServer } from '../connections/checks/pool-checks.js';
import { statusWithin, type StatusLimits } from './exceeded-limits.js';
import type { MemoryLimits } from './health-options.js';

/** The memory of one server. Every figure is null where it does not say. */
export interface ServerMemoryHealth {
  /** `host:port`. */
  readonly node: string;
  readonly status: HealthStatus;
  /** Which limit is exceeded. */
  readonly message?: string;
  /** `used_memory`. */
  readonly usedBytes: number | null;
  /** As Redis writes it, e.g. `1.20M`. */
  readonly usedHuman: string | null;
  /** `maxmemory`; null: no limit. */
  readonly maxBytes: number | null;
  /** `usedBytes` of `maxBytes`, 0 to 1; null: no limit. */
  readonly usedShare: number | null;
  /** What happens at the limit, e.g. `noeviction`. */
  readonly policy: string | null;
  /** Memory the system has given, divided by what is used. */
  readonly fragmentationRatio: number | null;
  /** Keys that were deleted because memory was short: data that was lost. */
  readonly evictedKeys: number | null;
}

/** The figures of a server against the limits. */
export function memoryHealth(
  { node, info }: CheckedServer,
  limits: StatusLimits<MemoryLimits>,
): ServerMemoryHealth {
  const { usedMemoryBytes: usedBytes, maxMemoryBytes: maxBytes } = info;
  const figures = {
    usedBytes,
    usedHuman: info.usedMemoryHuman,
    maxBytes,
    usedShare: usedBytes === null || maxBytes === null ? null : usedBytes / maxBytes,
    policy: info.maxMemoryPolicy,
    fragmentationRatio: info.memoryFragmentationRatio,
    evictedKeys: info.evictedKeys,
  };
  return { node, ...statusWithin(limits, (each) => exceeded(figures, each)), ...figures };
}

function exceeded(figures: Record<keyof MemoryLimits, number | null>, limits: MemoryLimits): string[] {
  const names = ['usedShare', 'usedBytes', 'fragmentationRatio'] as const;
  return names.flatMap((name) => {
    const [value, limit] = [figures[name], limits[name]];
    if (value === null || limit === undefined || value < limit) return [];
    return [`${name} is ${Number(value.toPrecision(4))} (limit ${limit})`];
  });
}
