import { randomUUID } from 'node:crypto';
import type { LoggerService } from '@nestjs/common';
import { GuardedCluster } from '../../connections/guarded-cluster.js';
import type { RedisClient } from '../../connections/pool-clients.js';
import { settledWithin } from '../../resilience/settled-within.js';
import { WakeSignal } from '../../resilience/wake-signal.js';
import type { TriggerEngine } from '../engine/trigger-engine.js';
import type { ExpiredKey } from '../engine/foreign-keys.js';
import { AdoptionQueue, type HeardExpiry } from './adoption-queue.js';
import { BridgeLog } from './bridge-log.js';
import { bridgeKeys } from './bridge-keys.js';
import { ForeignKeySweep } from './foreign-key-sweep.js';
import { listenedServers, type ListenedServer } from './listened-servers.js';
import { ListenerUpkeep } from './listener-upkeep.js';
import { ServerSubscription } from './server-subscription.js';
import { SweepTurns } from './sweep-turns.js';
import { TopologyWatch } from './topology-watch.js';

/** What a {@link PoolListener} works with. */
export interface PoolListenerParts {
  readonly client: RedisClient;
  readonly engine: TriggerEngine;
  /** MATCH pattern of trigger keys. */
  readonly pattern: string;
  /** What notifications are to be switched on with; undefined: not to be touched. */
  readonly flags: string | undefined;
  readonly logger: LoggerService;
}

/**
 * Listens to the keys that expire in one pool's database and hands those of triggers to the engine, which knows whether
 * they are its own. In a cluster each master announces its own keys, so there is a subscription for each of them.
 */
export class PoolListener {
  readonly #client: RedisClient;
  readonly #engine: TriggerEngine;
  readonly #channel: string;
  /**
   * One for all servers: a key is announced by the one that owns it, so that a second report of this process is another
   * expiry, also if the key has moved meanwhile.
   */
  readonly #id = randomUUID();
  readonly #subscriptions = new Map<string, ServerSubscription>();
  readonly #log: BridgeLog;
  readonly #upkeep: ListenerUpkeep;
  readonly #adoptions: AdoptionQueue;
  readonly #topology: TopologyWatch;
  readonly #settled = new WakeSignal();
  #stopped = false;

  constructor({ client, engine, pattern, flags, logger }: PoolListenerParts) {
    const keys = bridgeKeys(engine);
    const db = client instanceof GuardedCluster ? 0 : (client.options.db ?? 0);
    this.#client = client;
    this.#engine = engine;
    this.#channel = `__keyevent@${db}__:expired`;
    const log = new BridgeLog(logger, {
      alias: engine.pool,
      db,
      channel: this.#channel,
    });
    const turns = new SweepTurns(client, keys, this.#id);
    const sweep = new ForeignKeySweep({ client, engine, pattern, turns });
    this.#log = log;
    this.#upkeep = new ListenerUpkeep({ client, keys, sweep, log, flags });
    this.#adoptions = new AdoptionQueue({
      partitionOf: (key) => engine.partitionOf(key),
      adopt: async (expiries) => engine.adopt(expiries.map(expiredKey), { id: this.#id }),
      onLost: (key, error) => log.adoptionLost(key, error),
      onDelayed: (waiting, error) => log.adoptionDelayed(waiting, error),
    });
    this.#topology = new TopologyWatch(client, () => this.#followTopology());
  }

  /** Begins to listen. Resolves when every server is listened to, or after `timeoutMs`: then it goes on trying. */
  async start(timeoutMs: number): Promise<void> {
    this.#log.starting();
    this.#topology.start();
    this.#followTopology();
    await settledWithin([this.#untilSettled()], timeoutMs);
  }

  /** Listens no more, and gives expiries that were heard `graceMs` to become due. Never rejects. */
  async stop(graceMs: number): Promise<void> {
    this.#stopped = true;
    this.#topology.stop();
    this.#settled.notify();
    for (const subscription of this.#subscriptions.values()) subscription.stop();
    this.#subscriptions.clear();
    if (await settledWithin([this.#adoptions.settled(), this.#upkeep.stop()], graceMs)) return;
    this.#adoptions.close();
    await this.#adoptions.settled();
  }

  async #untilSettled(): Promise<void> {
    while (!this.#stopped && [...this.#subscriptions.values()].some(({ isSettled }) => !isSettled)) {
      await this.#settled.wait();
    }
  }

  #followTopology(): void {
    if (this.#stopped) return;
    const servers = listenedServers(this.#client);
    // A cluster that cannot be reached knows no masters; that does not mean they are gone.
    if (servers.length === 0) return;
    const masters = new Set(servers.map(({ address }) => address));
    for (const [address, subscription] of this.#subscriptions) {
      if (masters.has(address)) continue;
      this.#subscriptions.delete(address);
      subscription.stop();
      this.#log.unsubscribed(address);
    }
    for (const server of servers) if (!this.#subscriptions.has(server.address)) this.#subscribe(server);
  }

  #subscribe(server: ListenedServer): void {
    const { address } = server;
    const subscription = new ServerSubscription(server.openConnection(), this.#channel, {
      onExpired: (key) => this.#onExpired({ key, listeningSince: subscription.listeningSince }),
      onListening: (missedMs) => {
        this.#log.subscribed(address, missedMs);
        this.#settled.notify();
        void this.#upkeep.onListening(server, () => subscription.isListening);
      },
      onLost: (reason) => this.#log.lost(address, reason),
      onRefused: (error) => {
        this.#log.subscriptionRefused(address, error);
        this.#settled.notify();
      },
    });
    this.#subscriptions.set(address, subscription);
    subscription.start();
  }

  #onExpired(expiry: HeardExpiry): void {
    this.#upkeep.observe(expiry.key);
    if (this.#engine.parseKey(expiry.key) !== null) this.#adoptions.add(expiry);
  }
}

function expiredKey({ key, listeningSince }: HeardExpiry): ExpiredKey {
  return { key, listeningMs: performance.now() - listeningSince };
}
