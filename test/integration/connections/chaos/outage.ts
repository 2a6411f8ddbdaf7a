import { monitorEventLoopDelay } from 'node:perf_hooks';
import { waitUntil } from '@tenantry/redis-testing';
import { expect } from 'vitest';
import type { CoreModuleOptions } from '../../../../libs/redis/src/config/module-options.js';
import type { RedisConnectionManager } from '../../../../libs/redis/src/connections/redis-connection.manager.js';
import { printFigures } from '../../expiry/chaos/figures.js';
import { connectGuarded } from '../guard/guarded-pools.js';
import { Bystander } from './bystander.js';
import { Callers, type Reader } from './callers.js';
import { Load } from './load.js';
import { measure, RECOVERY_MS, type FaultWindow, type Measurements } from './measurements.js';
import { percentile, rounded } from './summary.js';
import type { Verdict } from './written-values.js';

/** Longest time of a refusal while the circuit is open, of 99 in 100. */
const REFUSAL_MS = 5;

/** What is done to the servers, and how to look at them past the library. */
export interface FaultPlan {
  readonly what: string;
  /** Module options: the fault concerns pool `default`, and no other pool may be on its servers. */
  readonly options: CoreModuleOptions;
  readonly reader: Reader;
  /** Does it and undoes it: the servers work again when it resolves. */
  readonly fault: (load: Load) => Promise<void>;
  /** Whether acknowledged writes may be lost, as with a replica that takes over. @default false */
  readonly mayLoseWrites?: boolean;
}

/** What 500 callers saw of one fault. */
export interface Outcome extends Measurements, Verdict {
  /** Acknowledged increments. */
  readonly increments: number;
  /** Calls that never ended. */
  readonly pending: number;
  /** Every state the pool was in. */
  readonly states: readonly string[];
  /** How often the circuit opened. */
  readonly trips: number;
  /** Commands that were sent once more. */
  readonly repeated: number;
  /** Longest turn of the event loop: other processes make this one wait, and so does its garbage collector. */
  readonly longestTurnMs: number;
  /** What users of other pools noticed. */
  readonly bystanderErrors: readonly string[];
}

/**
 * Lets 500 callers call without a break while the fault happens, and checks what holds for every fault: errors only
 * from its beginning until the servers have worked for a second, nothing acknowledged lost, nothing carried out that
 * its caller was told was not, every call ended, refusals at once, other pools untouched.
 */
export async function endure(plan: FaultPlan): Promise<Outcome> {
  const { what, options, reader, fault, mayLoseWrites = false } = plan;
  const { manager, events, changes } = await connectGuarded(options);
  const users: { stop(): Promise<unknown> }[] = [];
  try {
    await openDedicatedConnections(manager);
    const bystander = new Bystander(manager, events);
    const callers = new Callers(manager);
    const load = new Load(callers.all, () => manager.state('default') === 'FAILED');
    users.push(bystander, load);
    await load.untilEachSucceeds(100);
    const turns = monitorEventLoopDelay({ resolution: 1 });
    turns.enable();
    const window = await during(load, fault);
    turns.disable();
    const pending = await load.stop();
    const stats = manager.statistics().databaseStats['default'];
    const outcome: Outcome = {
      ...measure(load, window),
      ...(await callers.verdict(reader)),
      increments: callers.increments,
      pending,
      states: changes.flatMap((change, index) => change.split(' -> ').slice(index === 0 ? 0 : 1)),
      trips: stats?.circuitBreakerTrips ?? 0,
      repeated: stats?.totalRetryAttempts ?? 0,
      longestTurnMs: turns.max / 1e6,
      bystanderErrors: await bystander.stop(),
    };
    print(what, outcome, window);
    expectEndured(outcome, mayLoseWrites);
    return outcome;
  } finally {
    await Promise.all(users.map(async (user) => user.stop()));
    await manager.close();
  }
}

/** Lets the fault happen, and callers go on until the time that errors may take is over. */
async function during(load: Load, fault: FaultPlan['fault']): Promise<FaultWindow> {
  const faultAtMs = performance.now();
  await fault(load);
  const readyAtMs = performance.now();
  await load.untilEachSucceeds(1);
  await waitUntil(() => performance.now() > readyAtMs + RECOVERY_MS);
  await load.untilEachSucceeds(30);
  return { faultAtMs, readyAtMs };
}

function expectEndured(outcome: Outcome, mayLoseWrites: boolean): void {
  const { lost, wrong, refusedMs } = outcome;
  expect.soft(outcome.earlyErrors, 'errors before the fault').toEqual({});
  expect.soft(outcome.lateErrors, 'errors after the recovery').toEqual({});
  expect.soft(outcome.firstSuccessMs, 'ms to the first success').toBeLessThanOrEqual(RECOVERY_MS);
  expect.soft(percentile(refusedMs, 50), 'ms of a refusal').toBeLessThanOrEqual(REFUSAL_MS);
  // On a busy machine the event loop itself stands still for longer.
  const slowestMs = REFUSAL_MS + outcome.longestTurnMs;
  expect.soft(percentile(refusedMs, 99), 'ms of the slowest refusals').toBeLessThanOrEqual(slowestMs);
  expect.soft(outcome.pending, 'calls that never ended').toBe(0);
  expect.soft(mayLoseWrites ? 0 : lost, 'acknowledged writes that are lost').toBe(0);
  expect.soft(mayLoseWrites ? 0 : wrong, 'writes that nobody was told of').toBe(0);
  expect.soft(outcome.bystanderErrors, 'errors of other pools').toEqual([]);
}

function print(what: string, outcome: Outcome, { faultAtMs, readyAtMs }: FaultWindow): void {
  const { errors, earlyErrors, lateErrors, refusedMs, states } = outcome;
  const names = Object.entries(errors).map(([name, count]) => `${name} ${count}`);
  const outside = [...Object.values(earlyErrors), ...Object.values(lateErrors)];
  printFigures(what, {
    calls: outcome.calls,
    increments: outcome.increments,
    errors: names.join(' + ') || 0,
    'last error ms': rounded(outcome.lastErrorMs),
    'ready ms': rounded(readyAtMs - faultAtMs),
    'errors outside': outside.reduce((sum, count) => sum + count, 0),
    'ready to first success ms': rounded(outcome.firstSuccessMs),
    'of every kind ms': rounded(outcome.everyKindMs),
    refused: refusedMs.length,
    'refused p50 ms': rounded(percentile(refusedMs, 50)),
    'p99 ms': rounded(percentile(refusedMs, 99)),
    'longest turn ms': rounded(outcome.longestTurnMs),
    lost: outcome.lost,
    wrong: outcome.wrong,
    pending: outcome.pending,
    trips: outcome.trips,
    repeated: outcome.repeated,
    states: states.join(' > ') || 'HEALTHY',
  });
}

/** As many as the pool may have, which takes a while: it is not what is measured. */
async function openDedicatedConnections(manager: RedisConnectionManager): Promise<void> {
  const { maxConnections } = manager.poolStatistics('default');
  let open = 0;
  const hold = async (): Promise<void> => {
    open += 1;
    await waitUntil(() => open === maxConnections);
  };
  await Promise.all(
    Array.from({ length: maxConnections }, async () =>
      manager.withConnection('default', hold, { key: 'any' }),
    ),
  );
}
