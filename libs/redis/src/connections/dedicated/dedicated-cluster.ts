import type { ClusterNode, Command, Redis } from 'ioredis';
import { InvalidArgumentError } from '../../common/invalid-argument.error.js';
import type { CommandGuard } from '../command-guard.js';
import { GuardedCluster, type GuardedClusterOptions } from '../guarded-cluster.js';
import { blockingTimeoutMs } from './blocking-timeout.js';
import { ConnectionState } from './connection-state.js';
import type { Lendable } from './lendable.js';

type SendCommand = Redis['sendCommand'];

/** They belong to one connection, of which a cluster has one to each node and replaces them as it sees fit. */
const COMMANDS_OF_ONE_CONNECTION = new Set(['multi', 'watch']);

/** Connections to all nodes of a cluster for one caller at a time. */
export class DedicatedCluster extends GuardedCluster implements Lendable {
  lastUsedAt = performance.now();
  #state = new ConnectionState(this);
  readonly #commandTimeoutMs: number;

  constructor(
    nodes: readonly ClusterNode[],
    { redisOptions, ...options }: GuardedClusterOptions,
    guard: CommandGuard,
    commandTimeoutMs: number,
  ) {
    const { commandTimeout: _unused, ...nodeOptions } = redisOptions ?? {};
    super(nodes, { ...options, redisOptions: nodeOptions, coalesceWrites: false }, guard);
    this.#commandTimeoutMs = commandTimeoutMs;
  }

  beLent(): void {
    this.#state = new ConnectionState(this);
  }

  get isFit(): boolean {
    return (
      this.status === 'ready' &&
      this.#state.residue === 'none' &&
      this.nodes().every(({ commandQueue }) => commandQueue.length === 0)
    );
  }

  async tidyUp(): Promise<boolean> {
    return Promise.resolve(this.isFit);
  }

  /** @internal every command comes through here */
  override sendCommand(
    command: Command,
    stream?: Parameters<SendCommand>[1],
    node?: Parameters<GuardedCluster['sendCommand']>[2],
  ): unknown {
    if (stream === undefined && COMMANDS_OF_ONE_CONNECTION.has(command.name.toLowerCase())) {
      command.reject(
        new InvalidArgumentError(
          'options.key',
          `a key, for ${command.name} needs the node of its slot`,
          'none',
        ),
      );
      return command.promise;
    }
    this.#state.note(command);
    const timeoutMs = this.#commandTimeoutMs + blockingTimeoutMs(command);
    if (Number.isFinite(timeoutMs)) command.setTimeout(timeoutMs);
    return super.sendCommand(command, stream, node);
  }
}
