import type { LoggerService } from '@nestjs/common';
import type { CountedConnection, GuardedCommand } from '../command-guard.js';
import { firstWordOf } from '../driver-errors.js';
import { PoolActivity } from '../pool-activity.js';
import type { RedisStats } from '../pool-snapshots.js';
import type { CommandOutcome, RedisPoolEvents } from '../redis-pool.events.js';
import { TenantryError } from '../../common/tenantry.error.js';
import { mayBlock } from './blocking-commands.js';
import { callerContextOf, keepCallerContext } from './caller-context.js';
import { PoolCircuit } from './pool-circuit.js';
import { currentTurn } from './turn-clock.js';

/** Longer than a server that works takes: from here on it is worth finding out whether a command waits on purpose. */
const LONG_MS = 10;

/** A replica is given up sooner than a primary: its reads have somewhere else to go. */
const REPLICA_FAILURES_IN_A_ROW = 2;

/** What kind of failure a command ended with. */
export type FailureKind = 'connection-lost' | 'timeout' | 'other';

/** Sees how every command of a pool ends: counts it, tells the circuit, and tells whoever listens. */
export class PoolMonitor {
  readonly activity: PoolActivity;
  readonly circuit: PoolCircuit;
  #isInBurst = false;

  /** @param isCluster one node may fail while the others work */
  constructor(
    readonly poolAlias: string,
    private readonly isCluster: boolean,
    private readonly logger: LoggerService,
    private readonly events?: RedisPoolEvents,
    replica?: { readonly activity: PoolActivity; readonly circuit: PoolCircuit },
  ) {
    this.activity = replica?.activity ?? new PoolActivity(poolAlias);
    this.circuit = replica?.circuit ?? new PoolCircuit(poolAlias, logger, events);
  }

  /**
   * The monitor of one replica: its commands count as those of the pool, but it has a circuit of its own, for the pool
   * works without it.
   * @param name for the log
   */
  forReplica(name: string): PoolMonitor {
    const { poolAlias, logger, activity } = this;
    const circuit = new PoolCircuit(poolAlias, logger, undefined, {
      name: `Replica ${name} of pool "${poolAlias}"`,
      limits: { failuresInARow: REPLICA_FAILURES_IN_A_ROW },
      isReplica: true,
    });
    return new PoolMonitor(poolAlias, false, logger, this.events, { activity, circuit });
  }

  snapshot(): RedisStats {
    const { state, circuit, trips } = this.circuit;
    return this.activity.snapshot(state, circuit, trips);
  }

  /** Whether anybody wants the context of callers back. */
  get wantsCalls(): boolean {
    return this.events?.captureContext !== undefined;
  }

  /** A command is called, in the async context of its caller. */
  called(command: GuardedCommand): void {
    const capture = this.events?.captureContext;
    if (capture !== undefined) keepCallerContext(command, capture);
  }

  /** The server replied; with `reply`: with an error. */
  answered(command: GuardedCommand, startedAtMs: number, reply?: Error): void {
    const nowMs = currentTurn().ms;
    const { activity, events } = this;
    const durationMs = Math.max(0, nowMs - startedAtMs);
    activity.answered += 1;
    if (durationMs < LONG_MS || !mayBlock(command)) activity.latency.record(durationMs);
    this.circuit.succeeded(nowMs);
    if (events?.has('command') !== true) return;
    this.#tell(command, reply === undefined ? 'answered' : 'error-reply', durationMs, reply);
  }

  /**
   * There was no reply, or one that says that the server cannot work.
   * @param reason message of the original failure, without secrets
   * @param outcome the error its caller gets
   */
  failed(
    command: GuardedCommand,
    startedAtMs: number,
    kind: FailureKind,
    reason: string,
    outcome: Error,
  ): void {
    this.activity.failed += 1;
    this.activity.noteError(reason);
    // It waited on purpose, for longer than the pool lets it.
    if (kind !== 'timeout' || !mayBlock(command)) this.weigh(startedAtMs, kind, reason);
    if (this.events?.has('command') !== true) return;
    this.#tell(command, 'failed', performance.now() - startedAtMs, outcome);
  }

  /**
   * Lets the circuit know of a failure. One lost connection is one failure, however many commands it took along; and
   * if a node of a cluster is silent or gone, the commands that fail together are one in a row.
   */
  weigh(startedAtMs: number, kind: FailureKind, reason: string): void {
    const isBurst = kind === 'connection-lost' || this.isCluster;
    const continuesBurst = isBurst && this.#isInBurst;
    if (isBurst && !this.#isInBurst) {
      this.#isInBurst = true;
      setImmediate(() => {
        this.#isInBurst = false;
      });
    }
    if (continuesBurst && kind === 'connection-lost') return;
    this.circuit.failed(reason, performance.now(), startedAtMs, continuesBurst);
  }

  /** It was not sent: by an open circuit, or because it was a mistake of the caller. */
  refused(command: GuardedCommand, refusal: Error, isCircuitOpen: boolean): void {
    if (isCircuitOpen) this.activity.refused += 1;
    if (this.events?.has('command') === true) this.#tell(command, 'refused', 0, refusal);
  }

  /** It is sent once more. */
  repeated(command: GuardedCommand): void {
    this.activity.retries += 1;
    this.events?.emit('retried', { pool: this.poolAlias, command: command.name.toLowerCase() });
  }

  /** Counts what becomes of a connection to one server. */
  count(connection: CountedConnection): void {
    const { activity } = this;
    let isReady = false;
    connection.on('ready', () => {
      if (isReady) return;
      isReady = true;
      activity.totalConnections += 1;
      activity.activeConnections += 1;
      activity.noteReady();
      this.#tellConnection('ready');
    });
    connection.on('close', () => {
      // By now the status is the one after it: without another attempt it was closed on purpose, or for good.
      const isIntended = connection.status === 'end';
      if (isReady) {
        isReady = false;
        activity.activeConnections -= 1;
        if (!isIntended) this.#tellConnection('lost');
      } else if (!isIntended) {
        activity.failedConnections += 1;
        this.#tellConnection('failed');
      }
    });
  }

  #tellConnection(kind: 'ready' | 'lost' | 'failed'): void {
    this.events?.emit('connection', { pool: this.poolAlias, kind });
  }

  #tell(
    command: GuardedCommand,
    outcome: CommandOutcome,
    durationMs: number,
    error: Error | undefined,
  ): void {
    this.events?.emit('command', {
      pool: this.poolAlias,
      command: command.name.toLowerCase(),
      outcome,
      durationMs,
      errorType: error === undefined ? null : typeOf(error),
      context: callerContextOf(command),
    });
  }
}

/** The code of our errors, the first word of an error reply. */
function typeOf(error: Error): string {
  return error instanceof TenantryError ? error.code : firstWordOf(error.message);
}
