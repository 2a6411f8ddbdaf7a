import {
  Cluster,
  type ChainableCommander,
  type ClusterNode,
  type ClusterOptions,
  type Command,
  type Redis,
} from 'ioredis';
import { CommandGate } from './command-gate.js';
import type { CommandGuard } from './command-guard.js';
import { disconnectForGood } from './disconnect.js';
import { confirmWrites } from './durability/confirm-writes.js';
import { noteWhenSent, tellOfCalls } from './guard/explicit-pipelines.js';
import { GuardedRedis, type GuardedRedisOptions } from './guarded-redis.js';
import { neverRepeat } from './guard/unrepeatable-commands.js';
import { endRemovedNodes } from './removed-nodes.js';
import { coalesceWrites } from './write-coalescing.js';

type CommandStream = Parameters<Redis['sendCommand']>[1];

/** A node chosen by ioredis: that of a pipeline, or of a command for one node. */
interface ChosenNode {
  readonly redis: Redis | undefined;
  readonly slot?: number;
}

/** Options of ioredis; replies have the shape they have always had. */
export type GuardedClusterOptions = ClusterOptions & {
  redisOptions?: ClusterOptions['redisOptions'] & { replyMapping?: 'legacy' };
  /** Whether commands of one turn of the event loop are written to a node together. @default false */
  coalesceWrites?: boolean;
};

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
    endRemovedNodes(this);
    this.on('ready', () => {
      this.#isLost = false;
    });
    this.on('close', () => {
      this.#isLost = true;
    });
    this.on('+node', (node: Redis) => {
      guard.count(node);
      if (options.coalesceWrites === true) coalesceWrites(node);
      confirmWrites(node, guard);
      this.#resendWith(node);
      node.on('reconnecting', () => this.#followTopology());
    });
    this.on('end', () => this.#gate.parked.abandon());
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
    this.emit('duplicate', copy);
    return copy;
  }

  /** A connection of your own to one of its nodes, guarded too. Close it yourself. */
  duplicateNode(node: Redis, override: GuardedRedisOptions = {}): GuardedRedis {
    const options: GuardedRedisOptions = {
      ...node.options,
      readOnly: false,
      ...override,
      replyMapping: 'legacy',
    };
    const copy = new GuardedRedis(options, this.#gate.guard.forDedicatedConnection());
    copy.scriptShebang = this.scriptShebang;
    this.emit('duplicate', copy);
    return copy;
  }

  /** Commands that are sent together, not atomically. */
  override pipeline(commands?: unknown[][]): ChainableCommander {
    return tellOfCalls(noteWhenSent(super.pipeline(commands)), this.#gate.guard);
  }

  /** @internal every command comes through here */
  override sendCommand(command: Command, stream?: CommandStream, node?: ChosenNode): unknown {
    const isReady = this.status === 'ready';
    // Sent once more it would go to the node of its key, or to any: SCAN would go on in another node's keys.
    if (node !== undefined && stream === undefined) neverRepeat(command);
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
   * @internal ioredis notes the new owner of one slot in a list that all slots of its range share, which would lead the
   * commands of thousands of slots astray until it has asked who owns what.
   */
  override handleError(...[error, ...rest]: Parameters<Cluster['handleError']>): void {
    const [reply, slot] = error.message.split(' ', 2);
    const owners = reply === 'MOVED' ? this.slots[Number(slot)] : undefined;
    if (owners !== undefined) this.slots[Number(slot)] = [...owners];
    super.handleError(error, ...rest);
  }

  /**
   * A node that is gone answers no MOVED, and with a retry strategy ioredis waits for it for ever: so its loss makes
   * the client ask the other nodes. If none is left it begins again with the configured ones: their names may lead to
   * other addresses by now.
   */
  #followTopology(): void {
    if (this.status !== 'ready') return;
    this.refreshSlotsCache((error) => {
      if (!error) this.#resend();
      const isAlone = this.nodes().every(({ status }) => status !== 'ready');
      if (!error || !isAlone || this.status !== 'ready') return;
      this.#isLost = true;
      this.nodes().forEach(disconnectForGood);
    });
  }

  /** Commands that lost a node are sent once more when it is back, and fail if it cannot be had back. */
  #resendWith(node: Redis): void {
    let wasReady = false;
    node.on('ready', () => {
      wasReady = true;
      this.#resend();
    });
    node.on('close', () => {
      const { host, port } = node.options;
      if (!wasReady) this.#gate.parked.abandon((command) => this.#ownerOf(command) === `${host}:${port}`);
      wasReady = false;
    });
  }

  /** Sends commands that lost their connection once more, as far as the node that has their key now is connected. */
  #resend(): void {
    if (this.status !== 'ready' || this.#gate.parked.size === 0) return;
    const ready = new Set(
      this.nodes().flatMap(({ status, options: { host, port } }) =>
        status === 'ready' ? [`${host}:${port}`] : [],
      ),
    );
    this.#gate.resend(
      (command) => super.sendCommand(command),
      (command) => ready.has(this.#ownerOf(command) ?? '') || command.getKeys().length === 0,
    );
  }

  /** Address of the node that has the key of a command, as far as is known. */
  #ownerOf(command: Command): string | undefined {
    return this.slots[command.getSlot()]?.[0];
  }
}
