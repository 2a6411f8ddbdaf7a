import { TenantryError } from '../common/tenantry.error.js';
import { COMMAND_TIMED_OUT } from './command-gate.js';
import type { CommandGuard, GuardedCommand } from './command-guard.js';
import {
  CommandOutcomeUnknownError,
  CommandTimeoutError,
  PoolUnavailableError,
} from './connectivity.errors.js';
import { isReplyError, redactCommand } from './driver-errors.js';
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

/** The guard of a pool: gives failures of the connection a meaning the caller can act on. */
export class PoolGuard implements CommandGuard {
  constructor(
    readonly poolAlias: string,
    private readonly commandTimeoutMs: number,
    private readonly isShared = true,
  ) {}

  admit({ name, pipelineIndex }: GuardedCommand): Error | undefined {
    if (!this.isShared || pipelineIndex !== undefined) return undefined;
    const instead = REFUSED_ON_SHARED_CONNECTIONS.get(name);
    return instead === undefined ? undefined : new SharedConnectionError(this.poolAlias, name, instead);
  }

  forDedicatedConnection(): PoolGuard {
    return new PoolGuard(this.poolAlias, this.commandTimeoutMs, false);
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
