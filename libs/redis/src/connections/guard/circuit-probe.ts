import type { Redis } from 'ioredis';
import { isOutOfOrder, isReplyError } from '../driver-errors.js';
import { GuardedCluster } from '../guarded-cluster.js';
import type { RedisClient } from '../pool-clients.js';
import { sendInternal } from './internal-command.js';

/** How often the server is asked whether it is there again. */
const PROBE_INTERVAL_MS = 500;

/** What a probe has to say. */
export interface ProbeListener {
  probeSucceeded(): void;
  probeFailed(): void;
  /** Whether a server that is no primary does not count as working. */
  needsPrimary(): boolean;
}

/**
 * Asks with a PING, every 500 ms and whenever the connection is back, whether a server works again. Nobody waits for
 * the answer: a question without one by the next time counts as failed, and is not repeated on the same connection
 * before it has ended, so that nothing piles up before a server that hangs.
 *
 * Of a cluster some node is asked, which also has to say that the cluster is complete: a node answers PING even then.
 * Another server is asked for its role after writes failed because it is a replica.
 */
export class CircuitProbe {
  readonly #unanswered = new WeakSet<Redis>();
  #timer: NodeJS.Timeout | undefined;
  #isAwaited = false;

  constructor(
    private readonly client: RedisClient,
    private readonly listener: ProbeListener,
  ) {
    client.on('ready', () => {
      if (this.#timer !== undefined) this.#ask();
    });
  }

  /** Asks until {@link CircuitProbe.stop}. */
  start(): void {
    this.#timer ??= setInterval(() => this.#ask(), PROBE_INTERVAL_MS).unref();
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#isAwaited = false;
  }

  #ask(): void {
    if (this.#isAwaited) this.listener.probeFailed();
    const connection = this.#connections().find(
      (each) => each.status === 'ready' && !this.#unanswered.has(each),
    );
    this.#isAwaited = true;
    if (connection === undefined) return;
    void this.#report(connection);
  }

  async #report(connection: Redis): Promise<void> {
    this.#unanswered.add(connection);
    const isWorking = await this.#isWorking(connection);
    this.#unanswered.delete(connection);
    if (this.#timer === undefined) return;
    this.#isAwaited = false;
    if (isWorking) this.listener.probeSucceeded();
    else this.listener.probeFailed();
  }

  /** In random order, so that a node that hangs does not always come first. */
  #connections(): Redis[] {
    if (!(this.client instanceof GuardedCluster)) return [this.client];
    const nodes = this.client.nodes();
    const start = Math.floor(Math.random() * nodes.length);
    return [...nodes.slice(start), ...nodes.slice(0, start)];
  }

  async #isWorking(connection: Redis): Promise<boolean> {
    try {
      await sendInternal(connection, 'ping');
      if (!(this.client instanceof GuardedCluster)) {
        if (!this.listener.needsPrimary()) return true;
        const role: unknown = await sendInternal(connection, 'role');
        return !Array.isArray(role) || role[0] === 'master';
      }
      return !String(await sendInternal(connection, 'cluster', ['info'])).includes('cluster_state:fail');
    } catch (error) {
      // No permission for PING, say: an answer all the same.
      return error instanceof Error && isReplyError(error) && !isOutOfOrder(error);
    }
  }
}
