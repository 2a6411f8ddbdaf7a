import type { LoggerService } from '@nestjs/common';
import { CircuitBreaker, type BreakerLimits } from '../../resilience/circuit-breaker.js';
import { CircuitOpenError } from '../connectivity.errors.js';
import { firstWordOf } from '../driver-errors.js';
import type { RedisClient } from '../pool-clients.js';
import type { CircuitState, PoolState } from '../pool-snapshots.js';
import type { RedisPoolEvents } from '../redis-pool.events.js';
import { CircuitProbe } from './circuit-probe.js';

const CONTEXT = 'RedisConnectionManager';

/** How long a failure makes a pool count as degraded; the window of its circuit breaker too. */
const DEGRADED_MS = 10_000;

/** What a circuit is called, and when it opens. */
export interface CircuitSettings {
  /** For the log. @default the pool */
  readonly name?: string;
  /** @default those of a pool */
  readonly limits?: Partial<BreakerLimits>;
  /** Whether it is that of a replica, which need not become a primary. @default false */
  readonly isReplica?: boolean;
}

/** The circuit of a pool: a breaker, the probe that closes it again, and the word that is given of every change. */
export class PoolCircuit {
  readonly #breaker: CircuitBreaker;
  readonly #name: string;
  readonly #isReplica: boolean;
  readonly #openListeners: (() => void)[] = [];
  #probe: CircuitProbe | undefined;
  #calmTimer: NodeJS.Timeout | undefined;
  #state: PoolState = 'HEALTHY';
  #lastFailureAt = Number.NEGATIVE_INFINITY;
  #openedAt = 0;
  #reason = '';
  #isStopped = false;

  constructor(
    private readonly poolAlias: string,
    private readonly logger: LoggerService,
    private readonly events: RedisPoolEvents | undefined,
    { name = `Pool "${poolAlias}"`, limits = {}, isReplica = false }: CircuitSettings = {},
  ) {
    this.#name = name;
    this.#isReplica = isReplica;
    this.#breaker = new CircuitBreaker({ windowMs: DEGRADED_MS, ...limits }, (to, from) =>
      this.#changed(to, from),
    );
  }

  get circuit(): CircuitState {
    return this.#breaker.state;
  }

  get state(): PoolState {
    const { state } = this.#breaker;
    if (state === 'open') return 'FAILED';
    const isCalm = state === 'closed' && performance.now() - this.#lastFailureAt >= DEGRADED_MS;
    return isCalm ? 'HEALTHY' : 'DEGRADED';
  }

  get trips(): number {
    return this.#breaker.trips;
  }

  /** Makes it work: before, nobody would close it again, so it never opens. */
  probeWith(client: RedisClient): void {
    this.#probe = new CircuitProbe(client, {
      probeSucceeded: () => this.serverAnswered(),
      probeFailed: () => this.#breaker.probeFailed(),
      // A replica answers PING: what failed were writes, and they go on failing until it is a primary.
      needsPrimary: () => !this.#isReplica && firstWordOf(this.#reason) === 'READONLY',
    });
  }

  /** For ever: what fails while the pool is being closed is no news. */
  stop(): void {
    this.#isStopped = true;
    this.#probe?.stop();
    clearTimeout(this.#calmTimer);
  }

  /** The server was heard to answer by other means, which is as good as a probe. */
  serverAnswered(): void {
    this.#breaker.probeSucceeded(performance.now());
  }

  /** Calls back when it opens. */
  onOpen(listener: () => void): void {
    this.#openListeners.push(listener);
  }

  /** The error to refuse a command with, if it has to be. */
  refuse(command: string): CircuitOpenError | undefined {
    if (this.#breaker.state !== 'open' || this.#isStopped) return undefined;
    return new CircuitOpenError(this.poolAlias, command, this.#reason);
  }

  succeeded(nowMs: number): void {
    this.#breaker.succeeded(nowMs);
  }

  /** @param reason message of the failure, without secrets */
  failed(reason: string, nowMs: number, startedAtMs: number, continuesBurst: boolean): void {
    if (this.#isStopped || this.#probe === undefined) return;
    this.#reason = reason;
    this.#lastFailureAt = nowMs;
    this.#publish();
    this.#calmTimer ??= setTimeout(() => this.#checkCalm(), DEGRADED_MS).unref();
    this.#breaker.failed(nowMs, startedAtMs, continuesBurst);
  }

  /** The server is known not to be there: opens without waiting for commands to fail. */
  open(reason: string): void {
    const nowMs = performance.now();
    const mayOpen = (): boolean => this.#probe !== undefined && !this.#isStopped;
    while (mayOpen() && this.#breaker.state !== 'open') this.failed(reason, nowMs, nowMs, false);
  }

  #checkCalm(): void {
    this.#calmTimer = undefined;
    const restMs = this.#lastFailureAt + DEGRADED_MS - performance.now();
    if (restMs <= 0) this.#publish();
    else this.#calmTimer = setTimeout(() => this.#checkCalm(), restMs + 1).unref();
  }

  /** Half-open lasts for a moment: it is told to those who listen, and not worth a line in the log. */
  #changed(to: CircuitState, from: CircuitState): void {
    if (this.#isStopped) return;
    if (to === 'open' && from === 'closed') {
      this.#openedAt = performance.now();
      this.#probe?.start();
      this.logger.warn(`${this.#name} has FAILED, commands are refused: ${this.#reason}`, CONTEXT);
    }
    if (to === 'closed') {
      this.#probe?.stop();
      const lastedMs = Math.round(performance.now() - this.#openedAt);
      this.logger.log(`${this.#name} takes commands again after ${lastedMs} ms.`, CONTEXT);
    }
    this.#publish();
    if (to === 'open') for (const listener of this.#openListeners) listener();
  }

  /** Tells of the pool's state if it has changed. */
  #publish(): void {
    const [from, to, circuit] = [this.#state, this.state, this.circuit];
    if (from === to) return;
    this.#state = to;
    const isRecovery = to === 'HEALTHY' || from === 'FAILED';
    if (to === 'HEALTHY') this.logger.log(`${this.#name} is HEALTHY again.`, CONTEXT);
    if (from === 'HEALTHY') {
      this.logger.warn(`${this.#name} is DEGRADED, a command failed: ${this.#reason}`, CONTEXT);
    }
    const reason = isRecovery ? null : this.#reason;
    this.events?.emit('stateChanged', { pool: this.poolAlias, from, to, circuit, reason });
  }
}
