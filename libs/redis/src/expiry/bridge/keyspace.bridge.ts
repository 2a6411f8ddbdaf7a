import type { BeforeApplicationShutdown, LoggerService, OnApplicationBootstrap } from '@nestjs/common';
import type { PoolAlias } from '../../common/pool-alias.js';
import { messageOf, stackOf } from '../../common/thrown.js';
import type { PoolClients } from '../../connections/pool-clients.js';
import { isTemporary } from '../../connections/temporary-failure.js';
import type { KeyFactory } from '../../keys/key-factory.js';
import type { ExpiryEngines } from '../expiry-engines.js';
import type { ResolvedExpiryOptions } from '../expiry-options.js';
import { PoolListener } from './pool-listener.js';
import { triggerKeyPattern } from './trigger-key-pattern.js';

/** How long the start of the application waits for the first subscriptions; they go on without it. */
const START_TIMEOUT_MS = 5_000;

/** Between two attempts to start the engine of a pool that the application started without. */
const RETRY_MS = 1_000;

/** What a {@link KeyspaceBridge} is made of. */
export interface KeyspaceBridgeParts {
  readonly engines: ExpiryEngines;
  readonly pools: PoolClients;
  readonly keys: KeyFactory;
  /** It listens to the pools that have handlers. */
  readonly registry: {
    of(pool: PoolAlias): readonly unknown[];
    onChange(listener: () => void): () => void;
  };
  readonly expiry: Pick<ResolvedExpiryOptions, 'notifications' | 'flags' | 'worker' | 'shutdownGraceMs'>;
  readonly logger: LoggerService;
}

/**
 * Lets trigger keys fire that other programs set with SETEX: it listens to the keys that expire in every pool of
 * `expiry.listeners` and makes them due triggers, once however many processes listen. Triggers of this library do not
 * need it: they fire with keyspace notifications forbidden.
 *
 * It runs in processes with a worker (`expiry.worker`) and listens to the pools they have handlers for, unless
 * `expiry.notifications` is `'off'`. What expires while no process listens does not fire, unless a sweep has seen the
 * key before.
 */
export class KeyspaceBridge implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #parts: KeyspaceBridgeParts;
  readonly #listeners = new Map<PoolAlias, PoolListener>();
  #stopWatching: () => void = () => undefined;
  #retry: NodeJS.Timeout | undefined;

  constructor(parts: KeyspaceBridgeParts) {
    this.#parts = parts;
  }

  /**
   * Called by Nest. A server that cannot be reached or refuses does not keep the application from starting.
   * @throws TriggerPartitionsError | CommandRefusedError where an engine cannot be started
   */
  async onApplicationBootstrap(): Promise<void> {
    const { registry, expiry } = this.#parts;
    if (expiry.notifications === 'off' || !expiry.worker) return;
    this.#stopWatching = registry.onChange(() => this.#listenLater());
    await this.#listen();
  }

  /** Called by Nest. */
  async beforeApplicationShutdown(): Promise<void> {
    this.#stopWatching();
    clearTimeout(this.#retry);
    const { shutdownGraceMs } = this.#parts.expiry;
    await Promise.all([...this.#listeners.values()].map(async (listener) => listener.stop(shutdownGraceMs)));
  }

  #listenLater(): void {
    this.#listen().catch((error: unknown) => this.#logFailedStart(error));
  }

  /** Begins to listen to pools that have handlers by now. */
  async #listen(): Promise<void> {
    const { engines, pools, keys, registry, expiry, logger } = this.#parts;
    const starting = engines
      .all()
      .filter(({ pool }) => !this.#listeners.has(pool) && registry.of(pool).length > 0)
      .map((engine) => {
        const listener = new PoolListener({
          client: pools.client(engine.pool),
          engine,
          pattern: triggerKeyPattern(keys),
          flags: expiry.notifications === 'auto' ? expiry.flags : undefined,
          logger,
        });
        this.#listeners.set(engine.pool, listener);
        return { pool: engine.pool, listener };
      });
    await Promise.all(
      starting.map(async ({ pool, listener }) => {
        try {
          await engines.started(pool);
        } catch (error) {
          // The next handler that is registered tries again.
          this.#listeners.delete(pool);
          if (!isTemporary(error)) throw error;
          clearTimeout(this.#retry);
          this.#retry = setTimeout(() => this.#listenLater(), RETRY_MS).unref();
          return;
        }
        await listener.start(START_TIMEOUT_MS);
      }),
    );
  }

  #logFailedStart(error: unknown): void {
    this.#parts.logger.error(
      `Trigger keys of other programs do not fire: ${messageOf(error)}`,
      stackOf(error),
      'KeyspaceBridge',
    );
  }
}
