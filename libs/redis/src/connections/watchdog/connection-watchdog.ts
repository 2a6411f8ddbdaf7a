import type { Redis } from 'ioredis';
import type { ResolvedCommonPool } from '../../config/resolved-config.js';
import { GuardedCluster } from '../guarded-cluster.js';
import type { RedisClient } from '../pool-clients.js';
import { WatchedConnection } from './watched-connection.js';

/** Looks in one interval: two that see no byte between them are at most one interval apart from the last byte. */
const LOOKS_PER_INTERVAL = 2;

/** How long connections of a pool may be silent (0: for ever), and how long they may take to answer. */
export type WatchdogOptions = Pick<ResolvedCommonPool, 'watchdogIntervalMs' | 'commandTimeoutMs'>;

/**
 * Finds half-open connections: those whose other end is gone without a word, because a machine, a cable or a firewall
 * died. Nobody would notice before the next command, and a subscriber never. A connection that brought no byte for the
 * interval gets a PING; if nothing comes within the timeout, its socket is destroyed, and ioredis makes it anew.
 */
export class ConnectionWatchdog {
  readonly #options: WatchdogOptions;
  readonly #watched = new Map<Redis, WatchedConnection>();
  #timer: NodeJS.Timeout | undefined;
  #isStopped = false;

  constructor(options: WatchdogOptions) {
    this.#options = options;
  }

  /**
   * Watches a connection, or those to all nodes of a cluster, until it is closed for good.
   * @param mayPing asked before each PING. A connection in a transaction or in a blocking command must say no: PING would
   * become part of the one, and wait for the other. @default always
   * @returns ends it
   */
  watch(client: RedisClient, mayPing: () => boolean = () => true): () => void {
    const { watchdogIntervalMs } = this.#options;
    if (watchdogIntervalMs === 0 || this.#isStopped) return () => undefined;
    this.#timer ??= setInterval(() => this.#look(), watchdogIntervalMs / LOOKS_PER_INTERVAL).unref();
    if (!(client instanceof GuardedCluster)) return this.#add(client, mayPing);
    const onNode = (node: Redis): void => void this.#add(node, mayPing);
    const onNodeGone = (node: Redis): void => this.#remove(node);
    client.nodes().forEach(onNode);
    client.on('+node', onNode).on('-node', onNodeGone);
    return () => {
      client.off('+node', onNode).off('-node', onNodeGone);
      client.nodes().forEach(onNodeGone);
    };
  }

  /** Ends everything; nothing is watched afterwards. */
  stop(): void {
    this.#isStopped = true;
    clearInterval(this.#timer);
    for (const connection of this.#watched.values()) connection.stop();
    this.#watched.clear();
  }

  #add(connection: Redis, mayPing: () => boolean): () => void {
    this.#watched.get(connection)?.stop();
    this.#watched.set(connection, new WatchedConnection(connection, this.#options.commandTimeoutMs, mayPing));
    const remove = (): void => this.#remove(connection);
    connection.once('end', remove);
    return remove;
  }

  #remove(connection: Redis): void {
    this.#watched.get(connection)?.stop();
    this.#watched.delete(connection);
  }

  #look(): void {
    for (const connection of this.#watched.values()) connection.look();
  }
}
