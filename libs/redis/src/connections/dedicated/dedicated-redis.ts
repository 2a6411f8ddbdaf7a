import type { Command, Redis } from 'ioredis';
import type { CommandGuard } from '../command-guard.js';
import { sendInternal } from '../guard/internal-command.js';
import { GuardedRedis, type GuardedRedisOptions } from '../guarded-redis.js';
import { blockingTimeoutMs } from './blocking-timeout.js';
import { ConnectionState } from './connection-state.js';
import type { Lendable } from './lendable.js';

/**
 * A connection to one server for one caller at a time. Once lost it is lost for good: a new one in its place would
 * have forgotten the watched keys, and a transaction would be carried out although they changed.
 */
export class DedicatedRedis extends GuardedRedis implements Lendable {
  lastUsedAt = performance.now();
  #state = new ConnectionState(this);
  readonly #commandTimeoutMs: number;

  /** @param commandTimeoutMs instead of `commandTimeout`, which would end commands that block as well */
  constructor(
    { commandTimeout: _unused, ...options }: GuardedRedisOptions,
    guard: CommandGuard,
    commandTimeoutMs: number,
  ) {
    super({ ...options, coalesceWrites: false, retryStrategy: () => null }, guard);
    this.#commandTimeoutMs = commandTimeoutMs;
  }

  beLent(): void {
    this.#state = new ConnectionState(this);
  }

  get isFit(): boolean {
    return this.status === 'ready' && this.commandQueue.length === 0 && this.#state.residue === 'none';
  }

  async tidyUp(): Promise<boolean> {
    if (this.status !== 'ready' || this.commandQueue.length > 0) return false;
    const { residue } = this.#state;
    if (residue === 'altered') return false;
    try {
      if (residue === 'transaction') await sendInternal(this, 'discard');
      if (residue === 'watches') await sendInternal(this, 'unwatch');
    } catch {
      // Whatever the reason, the connection is of no use to anybody: it is closed.
      return false;
    }
    return this.isFit;
  }

  /** @internal every command comes through here */
  override sendCommand(command: Command, stream?: Parameters<Redis['sendCommand']>[1]): unknown {
    this.#state.note(command);
    const timeoutMs = this.#commandTimeoutMs + blockingTimeoutMs(command);
    if (Number.isFinite(timeoutMs)) command.setTimeout(timeoutMs);
    return super.sendCommand(command, stream);
  }
}
