import type { LoggerService } from '@nestjs/common';
import type { ResolvedPoolOptions } from '../config/resolved-config.js';
import { closeClient } from './close-client.js';
import type { ConnectionLog } from './connection-log.js';
import { createClient } from './connectors/create-client.js';
import { createSubscriber } from './connectors/create-subscriber.js';
import { PoolUnavailableError } from './connectivity.errors.js';
import { DedicatedConnections } from './dedicated/dedicated-connections.js';
import type { PoolMonitors } from './guard/pool-monitors.js';
import type { LiveConnections } from './live-connections.js';
import type { RedisClient } from './pool-clients.js';
import type { PoolGuard } from './pool-guard.js';
import { poolReplicas } from './replicas/pool-replicas.js';
import type { ReplicaReads } from './replicas/replica-reads.js';
import { PoolStart } from './startup/pool-start.js';
import type { StartupLog } from './startup/startup-log.js';
import type { SubscriberConnection } from './subscriber-connection.js';
import { ConnectionWatchdog } from './watchdog/connection-watchdog.js';

/** How long borrowers of dedicated connections may go on when the pools are closed. */
const BORROWERS_GRACE_MS = 2_000;

/** What the pools of an application share. */
export interface PoolSurroundings {
  readonly monitors: PoolMonitors;
  readonly log: ConnectionLog;
  readonly startupLog: StartupLog;
  readonly live: LiveConnections;
  readonly logger: LoggerService;
}

/** All connections of one pool, and what watches over them. */
export class RedisPool {
  /** Shared by all callers. */
  readonly client: RedisClient;
  readonly start: PoolStart;
  readonly dedicated: DedicatedConnections;
  readonly replicas: ReplicaReads;
  readonly #watchdog: ConnectionWatchdog;
  #subscriber: SubscriberConnection | undefined;
  #isClosed = false;

  constructor(
    private readonly options: ResolvedPoolOptions,
    private readonly surroundings: PoolSurroundings,
  ) {
    const { monitors, log, live, logger } = surroundings;
    const { alias } = options;
    const client = createClient(options, monitors.guardOf(options));
    this.client = client;
    monitors.probeWith(client);
    log.watch(client);
    log.watchCertificates(options);
    live.track(client);
    const monitor = monitors.of(alias);
    this.start = this.#startOf(client);
    this.#watchdog = new ConnectionWatchdog(options);
    this.#watchdog.watch(client);
    const admit = (): Error | undefined => monitor.circuit.refuse('withConnection');
    const guard = (): PoolGuard => this.#guardOfOwnConnection();
    this.dedicated = new DedicatedConnections({ pool: options, client, admit, guard, live, logger });
    this.replicas = poolReplicas({ pool: options, client, monitor, log, live, watchdog: this.#watchdog });
  }

  /**
   * The connection for SUBSCRIBE, made at the first call.
   * @throws PoolUnavailableError if there is none yet and the pool is closed
   */
  get subscriber(): SubscriberConnection {
    return (this.#subscriber ??= this.#createSubscriber());
  }

  /** The first part of closing, for all pools before the second: borrowers may need the other connections to come to an end. */
  async closeDedicated(): Promise<void> {
    this.#isClosed = true;
    this.#watchdog.stop();
    await this.dedicated.close(BORROWERS_GRACE_MS);
  }

  async closeShared(): Promise<void> {
    await this.replicas.close();
    await Promise.all([this.#subscriber, this.client].map(async (each) => each && closeClient(each)));
  }

  #startOf(client: RedisClient): PoolStart {
    const { activity, circuit } = this.surroundings.monitors.of(this.options.alias);
    const start = new PoolStart({
      client,
      pool: this.options,
      log: this.surroundings.startupLog,
      onMissing: ({ message }) => circuit.open(message),
      onRetry: () => void (activity.retries += 1),
    });
    // Before anybody who waits for the pool goes on.
    void start.connected.then(() => circuit.serverAnswered()).catch(() => undefined);
    return start;
  }

  #createSubscriber(): SubscriberConnection {
    if (this.#isClosed) {
      throw new PoolUnavailableError(this.options.alias, 'subscribe', new Error('the pools are closed'));
    }
    const { log, live } = this.surroundings;
    const subscriber = createSubscriber(this.options, this.client, this.#guardOfOwnConnection());
    log.watch(subscriber);
    live.track(subscriber);
    this.#watchdog.watch(subscriber);
    return subscriber;
  }

  #guardOfOwnConnection(): PoolGuard {
    return this.surroundings.monitors.guardOf(this.options).forDedicatedConnection();
  }
}
