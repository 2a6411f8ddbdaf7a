import type { RedisPoolEvents } from '../../../../libs/redis/src/connections/redis-pool.events.js';
import type { RedisConnectionManager } from '../../../../libs/redis/src/connections/redis-connection.manager.js';
import { waitUntil } from '@tenantry/redis-testing';
import { expect } from 'vitest';
import { printFigures } from '../../expiry/chaos/figures.js';
import { connectGuarded } from '../guard/guarded-pools.js';
import type { CoreModuleOptions } from '../../../../libs/redis/src/config/module-options.js';
import { Bystander } from './bystander.js';
import { Callers, type CallKind, type Reader } from './callers.js';
import { Load } from './load.js';
import { countsOf, percentile, type Percentage } from './summary.js';

/** After so long a server that works again is used again, by all. */
const RECOVERY_MS = 1_000;

/** After so long 99 of 100 calls are refused while the circuit is open. */
const REFUSAL_MS = 5;

/** What a fault has to work with. */
export interface Chaos {
  readonly manager: RedisConnectionManager;
  readonly events: RedisPoolEvents;
  readonly load: Load;
  /** Waits until so many calls were refused by an open circuit. */
  untilRefused(calls: number): Promise<void>;
}

/** What 500 callers saw of one fault. */
export interface Outcome {
  /** Every change of the pool's state: `HEALTHY -> DEGRADED`. */
  readonly changes: readonly string[];
  /** Failed calls by kind of error. */
  readonly errors: Readonly<Record<string, number>>;
  /** Failed calls by kind of call. */
  readonly failedKinds: ReadonlySet<CallKind>;
  readonly trips: number;
  readonly lost: number;
  readonly wrong: number;
}

/** What is done to the servers, and how to look at them past the library. */
export interface FaultPlan {
  readonly what: string;
  /** Module options: the fault concerns pool `default`; pool `user` has to be on another server. */
  readonly options: CoreModuleOptions;
  readonly reader: Reader;
  /** Does it and undoes it: the server works again when it resolves. */
  fault(chaos: Chaos): Promise<void>;
  /** Whether acknowledged writes may be lost, as with a replica that takes over. @default false */
  readonly mayLoseWrites?: boolean;
}

/**
 * Lets 500 callers call without a break while the fault happens, and checks what holds for every fault: errors only
 * from its beginning until the server has worked for a second, nothing acknowledged lost, nothing carried out that was
 * not asked for, every call ended, refusals at once, other pools untouched.
 */
export async function endure({
  what,
  options,
  reader,
  fault,
  mayLoseWrites = false,
}: FaultPlan): Promise<Outcome> {
  const { manager, events, changes } = await connectGuarded(options);
  try {
    const bystander = new Bystander(manager, events);
    await openAllDedicatedConnections(manager);
    const callers = new Callers(manager);
    const load = new Load(callers.all, () => manager.state('default') === 'FAILED');
    await load.untilEachSucceeds(100);
    const faultAtMs = performance.now();
    await fault({
      manager,
      events,
      load,
      untilRefused: async (calls) =>
        void (await waitUntil(() => load.failures.filter(({ wasOpen }) => wasOpen).length >= calls, {
          timeoutMs: 20_000,
          what: `${calls} calls are refused`,
        })),
    });
    const readyAtMs = performance.now();
    await load.untilEachSucceeds(1);
    await waitUntil(() => performance.now() > readyAtMs + RECOVERY_MS);
    await load.untilEachSucceeds(30);
    const pending = await load.stop();
    const bystanderErrors = await bystander.stop();

    const { failures, successes } = load;
    const early = failures.filter(({ endedAtMs }) => endedAtMs < faultAtMs);
    const late = failures.filter(({ endedAtMs }) => endedAtMs > readyAtMs + RECOVERY_MS);
    const refusals = failures.filter(({ wasOpen, error }) => wasOpen && error === 'CircuitOpenError');
    const refusedMs = refusals.map(({ startedAtMs, endedAtMs }) => endedAtMs - startedAtMs);
    // Other processes make this one wait, and its own garbage collector computes on several processors at once.
    const refusalCosts = refusals.map(({ cpuMs }, index) => Math.min(cpuMs, refusedMs[index] ?? 0));
    const firstMs = firstSuccesses(successes, readyAtMs);
    const verdict = await callers.verdict(reader);
    const { circuitBreakerTrips: trips = 0, totalRetryAttempts: retries = 0 } =
      manager.statistics().databaseStats['default'] ?? {};
    const errors = countsOf(failures.map(({ error }) => error));
    printFigures(what, {
      calls: failures.length + successes.length,
      increments: callers.increments,
      errors:
        Object.entries(errors)
          .map(([name, count]) => `${name} ${count}`)
          .join(' + ') || 0,
      'last error after start ms': ms((failures.at(-1)?.endedAtMs ?? faultAtMs) - faultAtMs),
      'server ready after ms': ms(readyAtMs - faultAtMs),
      'errors outside': early.length + late.length,
      'first success after ready ms': ms(firstMs.first),
      'of every kind': ms(firstMs.last),
      refused: refusedMs.length,
      ...refusalTimes(refusedMs),
      'refused p99 without waiting for a processor ms': rounded(percentile(refusalCosts, 99)),
      lost: verdict.lost,
      wrong: verdict.wrong,
      pending,
      trips,
      repeated: retries,
      states: changes.join(', ').replaceAll(/ -> \w+, \w+/g, '') || 'none',
    });
    expect.soft(countsOf(early.map(({ error }) => error)), 'errors before the fault').toEqual({});
    expect.soft(countsOf(late.map(({ error }) => error)), 'errors after the recovery').toEqual({});
    expect.soft(firstMs.first, 'ms from ready to the first success').toBeLessThanOrEqual(RECOVERY_MS);
    expect.soft(percentile(refusalCosts, 99), 'ms of a refusal').toBeLessThanOrEqual(REFUSAL_MS);
    expect.soft(pending, 'calls that never ended').toBe(0);
    if (!mayLoseWrites) expect.soft(verdict, 'writes').toEqual({ lost: 0, wrong: 0 });
    expect.soft(bystanderErrors, 'errors of another pool').toEqual([]);
    return {
      changes,
      errors,
      failedKinds: new Set(failures.map(({ kind }) => kind)),
      trips,
      ...verdict,
    };
  } finally {
    await manager.close();
  }
}

/** As many as the pool may have, which takes a while: it is not what is measured. */
async function openAllDedicatedConnections(manager: RedisConnectionManager): Promise<void> {
  const { maxConnections } = manager.poolStatistics('default');
  let open = 0;
  await Promise.all(
    Array.from({ length: maxConnections }, async () =>
      manager.withConnection(
        'default',
        async () => {
          open += 1;
          await waitUntil(() => open === maxConnections);
        },
        { key: 'any' },
      ),
    ),
  );
}

/** Milliseconds until the first call of any kind succeeded that began after this moment, and until one of each had. */
function firstSuccesses(successes: Load['successes'], fromMs: number): { first: number; last: number } {
  const firsts = new Map<CallKind, number>();
  for (const { kind, endedAtMs } of successes) {
    if (endedAtMs >= fromMs && !firsts.has(kind)) firsts.set(kind, endedAtMs - fromMs);
  }
  return { first: Math.min(...firsts.values()), last: Math.max(...firsts.values()) };
}

function refusalTimes(times: readonly number[]): Record<string, number> {
  const points: readonly Percentage[] = [50, 99, 100];
  return Object.fromEntries(
    points.map((point) => [`refused p${point} ms`, rounded(percentile(times, point))]),
  );
}

function rounded(value: number): number {
  return Number(value.toFixed(1));
}

function ms(value: number): number {
  return Math.round(value);
}
