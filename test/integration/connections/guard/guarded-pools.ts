import type { LoggerService } from '@nestjs/common';
import { resolveConfig } from '../../../../libs/redis/src/config/resolve-config.js';
import type { CoreModuleOptions } from '../../../../libs/redis/src/config/module-options.js';
import { RedisConnectionManager } from '../../../../libs/redis/src/connections/redis-connection.manager.js';
import { RedisPoolEvents } from '../../../../libs/redis/src/connections/redis-pool.events.js';
import { silentLogger } from '../../../support/silent-logger.js';

/** Pools, and what they tell of themselves. */
export interface GuardedPools {
  readonly manager: RedisConnectionManager;
  readonly events: RedisPoolEvents;
  /** Every change of the state of pool `default`: `HEALTHY -> DEGRADED`. */
  readonly changes: string[];
}

export async function connectGuarded(
  options: CoreModuleOptions,
  logger: LoggerService = silentLogger,
): Promise<GuardedPools> {
  const events = new RedisPoolEvents(silentLogger);
  const changes: string[] = [];
  events.on('stateChanged', ({ pool, from, to }) => {
    if (pool === 'default') changes.push(`${from} -> ${to}`);
  });
  const manager = new RedisConnectionManager(resolveConfig({ env: false, ...options }), logger, events);
  await manager.connect();
  return { manager, events, changes };
}

/** What becomes of calls: counted by class of error, or `done`. */
export function outcomesOf(calls: readonly PromiseSettledResult<unknown>[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const call of calls) {
    const outcome = call.status === 'fulfilled' ? 'done' : nameOf(call.reason);
    counts[outcome] = (counts[outcome] ?? 0) + 1;
  }
  return counts;
}

function nameOf(reason: unknown): string {
  return reason instanceof Error ? reason.name : String(reason);
}
