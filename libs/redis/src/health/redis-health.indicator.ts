import { Inject, Injectable } from '@nestjs/common';
import { HealthIndicatorService, type HealthIndicatorResult } from '@nestjs/terminus';
import type { PoolAlias } from '../common/pool-alias.js';
import { worstOf, type HealthStatus } from '../connections/checks/nodes/node-health.js';
import { PoolChecks, type CheckedServer } from '../connections/checks/pool-checks.js';
import type { PoolHealth } from '../connections/checks/pool-health.js';
import { DEFAULT_REPLICATION_LIMITS } from '../connections/checks/replication-limits.js';
import { RedisConnectionManager } from '../connections/redis-connection.manager.js';
import { ExpirySchedule } from '../expiry/expiry-schedule.js';
import { ExpiryChecks } from './expiry-checks.js';
import type { ExpiryPoolHealth } from './expiry-health.js';
import {
  DEFAULT_EXPIRY_LIMITS,
  DEFAULT_MEMORY_LIMITS,
  timeoutOf,
  type ExpiryCheckOptions,
  type MemoryCheckOptions,
  type PingCheckOptions,
  type PoolsCheckOptions,
} from './health-options.js';
import { memoryHealth, type ServerMemoryHealth } from './memory-health.js';

/** Details of {@link RedisHealthIndicator.pingCheck}. */
export type PingDetails = Pick<PoolHealth, 'latencyMs' | 'state' | 'circuit' | 'message'>;

/** Details of {@link RedisHealthIndicator.pools}. */
export interface PoolsDetails {
  /** By alias. */
  readonly pools: Readonly<Record<string, PoolHealth>>;
  /** Pools that work, but not as they should. */
  readonly degraded: readonly PoolAlias[];
  /** Pools that do not work, whether they are required or not. */
  readonly down: readonly PoolAlias[];
}

/** Details of {@link RedisHealthIndicator.memory}. */
export interface MemoryDetails {
  /** Those that have answered; a server of several pools stands here once. */
  readonly servers: readonly ServerMemoryHealth[];
  /** Why it is down, if no server could be asked. */
  readonly message?: string;
}

/** Details of {@link RedisHealthIndicator.expiry}. */
export interface ExpiryDetails {
  /** Those of `expiry.listeners`. */
  readonly pools: readonly ExpiryPoolHealth[];
}

/**
 * Health of Redis for Terminus. No check takes longer than its `timeoutMs`, whatever Redis does: the server is asked
 * past queues and circuit breakers. Answers are kept for up to one second and shared by all who ask meanwhile.
 *
 * A degraded pool is named in the result but does not fail the check (HTTP 200); one that is down does (503).
 */
@Injectable()
export class RedisHealthIndicator {
  readonly #indicators: HealthIndicatorService;
  readonly #pools: RedisConnectionManager;
  readonly #poolChecks: PoolChecks;
  readonly #expiryChecks: ExpiryChecks;

  constructor(
    @Inject(HealthIndicatorService) indicators: HealthIndicatorService,
    @Inject(RedisConnectionManager) pools: RedisConnectionManager,
    @Inject(ExpirySchedule) schedule: ExpirySchedule,
  ) {
    this.#indicators = indicators;
    this.#pools = pools;
    this.#poolChecks = new PoolChecks(pools);
    this.#expiryChecks = new ExpiryChecks(pools, schedule);
  }

  /**
   * Whether the server of one pool answers PING, and takes commands.
   * @throws UnknownPoolError
   * @throws InvalidArgumentError for a `timeoutMs` out of range
   */
  async pingCheck<const Key extends string>(
    key: Key,
    options: PingCheckOptions = {},
  ): Promise<HealthIndicatorResult<Key, HealthStatus, PingDetails>> {
    const { alias = 'default' } = options;
    const health = await this.#poolChecks.check(alias, timeoutOf(options));
    const { status, latencyMs, state, circuit, message } = health;
    return this.#result(key, status, {
      latencyMs,
      state,
      circuit,
      ...(message === undefined ? {} : { message }),
    });
  }

  /**
   * How every pool is: its state, what its server says, and what happened since the start.
   * @throws UnknownPoolError if `required` names one
   * @throws InvalidArgumentError for a `timeoutMs` out of range
   */
  async pools<const Key extends string>(
    key: Key,
    options: PoolsCheckOptions = {},
  ): Promise<HealthIndicatorResult<Key, HealthStatus, PoolsDetails>> {
    const timeoutMs = timeoutOf(options);
    const { degradedAt = DEFAULT_REPLICATION_LIMITS } = options;
    const aliases = this.#pools.aliases();
    const required = new Set<string>(options.required ?? aliases);
    // A name that is no pool would never be down: asking for its state refuses it.
    for (const alias of options.required ?? []) this.#pools.state(alias);
    const entries = await Promise.all(
      aliases.map(
        async (alias) => [alias, await this.#poolChecks.check(alias, timeoutMs, degradedAt)] as const,
      ),
    );
    const aliasesThatAre = (wanted: HealthStatus): PoolAlias[] =>
      entries.filter(([, { status }]) => status === wanted).map(([alias]) => alias);
    const status = worstOf(
      entries.map(([alias, pool]) =>
        pool.status === 'down' && !required.has(alias) ? 'degraded' : pool.status,
      ),
    );
    return this.#result(key, status, {
      pools: Object.fromEntries(entries),
      degraded: aliasesThatAre('degraded'),
      down: aliasesThatAre('down'),
    });
  }

  /**
   * How much memory the servers use. Servers that do not answer are left out, for {@link RedisHealthIndicator.pools}
   * tells of them; if none answers, the result is down.
   * @throws UnknownPoolError
   * @throws InvalidArgumentError for a `timeoutMs` out of range
   */
  async memory<const Key extends string>(
    key: Key,
    options: MemoryCheckOptions = {},
  ): Promise<HealthIndicatorResult<Key, HealthStatus, MemoryDetails>> {
    const timeoutMs = timeoutOf(options);
    const { aliases = this.#pools.aliases(), degradedAt = DEFAULT_MEMORY_LIMITS, downAt = {} } = options;
    const found = await Promise.all(aliases.map(async (alias) => this.#poolChecks.servers(alias, timeoutMs)));
    const byNode = new Map<string, CheckedServer>(found.flat().map((server) => [server.node, server]));
    const servers = [...byNode.values()].map((server) => memoryHealth(server, { degradedAt, downAt }));
    if (servers.length === 0) return this.#result(key, 'down', { servers, message: 'no server answered' });
    return this.#result(key, worstOf(servers.map(({ status }) => status)), { servers });
  }

  /**
   * How far behind the workers of expiry triggers are, and what they have given up on: in the whole fleet, for every
   * pool of `expiry.listeners`.
   * @throws InvalidArgumentError for a `timeoutMs` out of range
   */
  async expiry<const Key extends string>(
    key: Key,
    options: ExpiryCheckOptions = {},
  ): Promise<HealthIndicatorResult<Key, HealthStatus, ExpiryDetails>> {
    const { degradedAt = DEFAULT_EXPIRY_LIMITS, downAt = {} } = options;
    const pools = await this.#expiryChecks.check(timeoutOf(options), { degradedAt, downAt });
    return this.#result(key, worstOf(pools.map(({ status }) => status)), { pools });
  }

  #result<Key extends string, Details extends object>(
    key: Key,
    status: HealthStatus,
    details: Details,
  ): HealthIndicatorResult<Key, HealthStatus, Details> {
    const session = this.#indicators.check(key);
    // Terminus refuses a field named `status`, and cannot see that there is none in a type parameter.
    const data: Record<string, unknown> = Object.fromEntries(Object.entries(details));
    const result =
      status === 'down'
        ? session.down(data)
        : status === 'degraded'
          ? session.degraded(data)
          : session.up(data);
    return result as HealthIndicatorResult<Key, HealthStatus, Details>;
  }
}
