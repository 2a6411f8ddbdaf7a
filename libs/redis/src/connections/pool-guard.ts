import { TenantryError } from '../common/tenantry.error.js';
import type { ResolvedDurability } from '../config/durability-options.js';
import { COMMAND_TIMED_OUT } from './command-gate.js';
import type { CommandGuard, CountedConnection, GuardedCommand } from './command-guard.js';
import {
  CircuitOpenError,
  CommandOutcomeUnknownError,
  CommandTimeoutError,
  PoolUnavailableError,
} from './connectivity.errors.js';
import { isOutOfOrder, isReplyError, redactCommand } from './driver-errors.js';
import { ReplicationTimeoutError } from './durability/durability.errors.js';
import { isConnectionCommand } from './guard/connection-commands.js';
import { isIdempotent } from './guard/idempotent-commands.js';
import type { FailureKind, PoolMonitor } from './guard/pool-monitor.js';
import { isUnrepeatable } from './guard/unrepeatable-commands.js';
import { SharedConnectionError } from './pool.errors.js';

/** ioredis gave up on a command that every node it asked had refused: it ran nowhere. */
const REFUSED_BY_ALL = /^Too many Cluster redirections/;

/** The caller's mistake rather than the network's. */
const MISUSE = /subscriber mode|monitoring mode|CROSSSLOT|hash to the same slot/;

/** Commands that change the connection itself, and what to use instead. */
const REFUSED_ON_SHARED_CONNECTIONS: ReadonlyMap<string, string> = new Map([
  ['select', 'it would move every caller to another database. Configure a pool for that database'],
  [
    'multi',
    'commands of other callers would become part of the transaction. Use RedisConnectionManager.transaction()',
  ],
  ['subscribe', 'use RedisConnectionManager.subscriber()'],
  ['psubscribe', 'use RedisConnectionManager.subscriber()'],
]);

/** The guard of a pool: gives failures of the connection a meaning the caller can act on, and sees what becomes of all. */
export class PoolGuard implements CommandGuard {
  /**
   * @param monitor of the pool, one for all of its connections; without one nothing is counted, refused by the circuit
   * or repeated
   * @param durability the replicas that writes wait for
   */
  constructor(
    readonly poolAlias: string,
    private readonly commandTimeoutMs: number,
    private readonly isShared = true,
    private readonly monitor?: PoolMonitor,
    readonly durability?: ResolvedDurability | undefined,
  ) {}

  admit(command: GuardedCommand): Error | undefined {
    if (this.isShared && command.pipelineIndex === undefined) {
      const instead = REFUSED_ON_SHARED_CONNECTIONS.get(command.name);
      if (instead !== undefined) return new SharedConnectionError(this.poolAlias, command.name, instead);
    }
    const circuit = this.monitor?.circuit;
    if (circuit === undefined || circuit.circuit !== 'open') return undefined;
    return isConnectionCommand(command) ? undefined : circuit.refuse(command.name);
  }

  get wantsCalls(): boolean {
    return this.monitor?.wantsCalls === true;
  }

  called(command: GuardedCommand): void {
    this.monitor?.called(command);
  }

  refused(command: GuardedCommand, refusal: Error): void {
    this.monitor?.refused(command, refusal, refusal instanceof CircuitOpenError);
  }

  answered(command: GuardedCommand, startedAtMs: number): void {
    this.monitor?.answered(command, startedAtMs);
  }

  failed(error: Error, command: GuardedCommand, startedAtMs: number): Error {
    const outcome = this.translate(error, command);
    const { monitor } = this;
    if (monitor === undefined) return outcome;
    const kind = kindOf(error, outcome);
    if (kind === 'answer') monitor.answered(command, startedAtMs, error);
    else if (kind === 'misuse') monitor.refused(command, outcome, false);
    else monitor.failed(command, startedAtMs, kind, error.message, outcome);
    return outcome;
  }

  startedOver(command: GuardedCommand, failure: Error | undefined): void {
    const { monitor } = this;
    if (monitor === undefined) return;
    const kind = failure === undefined ? 'answer' : kindOf(failure, this.translate(failure, command));
    if (kind === 'answer') monitor.activity.answered -= 1;
    else if (kind !== 'misuse') monitor.activity.failed -= 1;
  }

  mayRepeat(error: Error, command: GuardedCommand): boolean {
    const { isShared, monitor } = this;
    if (!isShared || monitor === undefined || !command.isTraced || command.inTransaction) return false;
    if (isReplyError(error) || error instanceof TenantryError) return false;
    if (error.message === COMMAND_TIMED_OUT || REFUSED_BY_ALL.test(error.message)) return false;
    if (!isIdempotent(command) || isUnrepeatable(command)) return false;
    monitor.weigh(performance.now(), 'connection-lost', error.message);
    return monitor.circuit.circuit !== 'open';
  }

  repeated(command: GuardedCommand): void {
    this.monitor?.repeated(command);
  }

  onOutage(listener: () => void): void {
    if (this.isShared) this.monitor?.circuit.onOpen(listener);
  }

  count(connection: CountedConnection): void {
    this.monitor?.count(connection);
  }

  forDedicatedConnection(): PoolGuard {
    return new PoolGuard(this.poolAlias, this.commandTimeoutMs, false, this.monitor, this.durability);
  }

  /** Replies of the server pass as they are, except to ioredis' own handshake. */
  translate(error: Error, command: GuardedCommand): Error {
    const { name, isTraced: wasWritten } = command;
    redactCommand(error);
    if (error.message === COMMAND_TIMED_OUT) {
      return new CommandTimeoutError(this.poolAlias, name, this.commandTimeoutMs, error);
    }
    if (wasWritten) {
      if (isReplyError(error) || error instanceof TenantryError) return error;
      return REFUSED_BY_ALL.test(error.message)
        ? new PoolUnavailableError(this.poolAlias, name, error)
        : new CommandOutcomeUnknownError(this.poolAlias, name, error);
    }
    return MISUSE.test(error.message) ? error : new PoolUnavailableError(this.poolAlias, name, error);
  }
}

/** What a failure means to the pool. Connections of which nothing was in flight are lost without a failure. */
function kindOf(error: Error, outcome: Error): FailureKind | 'answer' | 'misuse' {
  if (outcome instanceof ReplicationTimeoutError) return 'answer';
  if (outcome === error) {
    if (!isReplyError(error)) return 'misuse';
    return isOutOfOrder(error) ? 'other' : 'answer';
  }
  if (outcome instanceof CommandTimeoutError) return 'timeout';
  return outcome instanceof CommandOutcomeUnknownError ? 'connection-lost' : 'other';
}
