import { Cluster, type ClusterNode, type ClusterOptions, type Command, type Redis } from 'ioredis';
import { CommandGate } from './command-gate.js';
import type { CommandGuard } from './command-guard.js';
import { disconnectForGood } from './disconnect.js';

type CommandStream = Parameters<Redis['sendCommand']>[1];

/** A node chosen by ioredis: that of a pipeline, or of a command for one node. */
interface ChosenNode {
  readonly redis: Redis | undefined;
  readonly slot?: number;
}

type LegacyReplies = { redisOptions?: ClusterOptions['redisOptions'] & { replyMapping?: 'legacy' } };

/** Options of ioredis; replies have the shape they have always had. */
export type GuardedClusterOptions = ClusterOptions & LegacyReplies;

declare const plainCluster: Cluster;

/** ioredis does not export the types of its `duplicate`. */
type DuplicateOptions = Parameters<typeof plainCluster.duplicate>[1];
type Duplicate<Override extends DuplicateOptions> = ReturnType<typeof plainCluster.duplicate<Override>>;

/**
 * The client of a cluster: an ioredis `Cluster` whose every command passes the pool's guard once, however often it is
 * redirected.
 */
export class GuardedCluster extends Cluster {
  /** Whether the servers take scripts that begin with `#!lua`: Redis 7 and later. */
  scriptShebang = true;
  readonly #gate: CommandGate;
  readonly #nodes: readonly ClusterNode[];
  #isLost = false;

  constructor(nodes: readonly ClusterNode[], options: GuardedClusterOptions, guard: CommandGuard) {
    super([...nodes], options);
    this.#nodes = nodes;
    this.#gate = new CommandGate(guard);
    this.on('ready', () => {
      this.#isLost = false;
    });
    this.on('close', () => {
      this.#isLost = true;
    });
    this.on('+node', (node: Redis) => node.on('reconnecting', () => this.#followTopology()));
  }

  /** Alias of the pool the client belongs to. */
  get poolAlias(): string {
    return this.#gate.guard.poolAlias;
  }

  /** Connections of your own to the same cluster, guarded too. Close them yourself. */
  override duplicate<Override extends DuplicateOptions = undefined>(
    nodes: ClusterNode[] = [],
    override?: Override,
  ): Duplicate<Override> {
    const options = {
      ...this.options,
      ...override,
      redisOptions: { ...this.options.redisOptions, ...override?.redisOptions },
    };
    const guard = this.#gate.guard.forDedicatedConnection();
    // Untyped, because no class can meet the conditional type that ioredis declares.
    const copy = Reflect.construct(GuardedCluster, [nodes.length > 0 ? nodes : this.#nodes, options, guard]);
    copy.scriptShebang = this.scriptShebang;
    return copy;
  }

  /** @internal every command comes through here */
  override sendCommand(command: Command, stream?: CommandStream, node?: ChosenNode): unknown {
    const isReady = this.status === 'ready';
    if (!this.#gate.enter(command, stream !== undefined, isReady)) return command.promise;
    // ioredis would let commands wait for ever while no node can be reached; a single server rejects them.
    if (this.#isLost && this.status !== 'connect') {
      command.reject(new Error('No node of the cluster can be reached.'));
      return command.promise;
    }
    const { commandTimeout } = this.options.redisOptions ?? {};
    if (commandTimeout !== undefined) command.setTimeout(commandTimeout);
    return super.sendCommand(command, stream, node);
  }

  /**
   * A node that is gone answers no MOVED, and with a retry strategy ioredis waits for it for ever: so its loss makes
   * the client ask the other nodes. If none is left it begins again with the configured ones: their names may lead to
   * other addresses by now.
   */
  #followTopology(): void {
    if (this.status !== 'ready') return;
    this.refreshSlotsCache((error) => {
      const isAlone = this.nodes().every(({ status }) => status !== 'ready');
      if (!error || !isAlone || this.status !== 'ready') return;
      this.#isLost = true;
      this.nodes().forEach(disconnectForGood);
    });
  }
}
