import { InvalidArgumentError } from '../common/invalid-argument.error.js';
import type { PoolAlias } from '../common/pool-alias.js';
import { GuardedCluster } from '../connections/guarded-cluster.js';
import type { PoolClients } from '../connections/pool-clients.js';
import type { KeyFactory } from '../keys/key-factory.js';
import { TriggerEngine } from './engine/trigger-engine.js';
import type { ExpiryEvents } from './expiry-events.js';
import type { ResolvedExpiryOptions } from './expiry-options.js';
import { ScheduleClock } from './schedule-clock.js';

/** The pool of triggers, unless `listeners` names only others. */
const USUAL_POOL: PoolAlias = 'expiry';

/** What {@link ExpiryEngines} is made of. */
export interface ExpiryEnginesOptions {
  readonly pools: PoolClients;
  readonly keys: KeyFactory;
  /** Keeps applications apart that share a Redis. */
  readonly namespace: string;
  readonly expiry: ResolvedExpiryOptions;
  /** Told of what is scheduled. @default nobody is */
  readonly events?: ExpiryEvents;
}

/** The trigger engines of an application: one for each pool of `expiry.listeners`. */
export class ExpiryEngines {
  /** Where triggers go that name no pool: `expiry`, or the first of `expiry.listeners` where that is none of them. */
  readonly defaultPool: PoolAlias;
  /** Largest payload, in bytes of its stored text. */
  readonly maxPayloadBytes: number;
  /** Told of what is scheduled, if anybody is. */
  readonly events: ExpiryEvents | undefined;
  /** What all of them take the time from. */
  readonly clock = new ScheduleClock();
  readonly #engines: ReadonlyMap<string, TriggerEngine>;
  readonly #starts = new Map<TriggerEngine, Promise<TriggerEngine>>();
  readonly #started = new Set<TriggerEngine>();

  /** @throws UnknownPoolError for a listener that is no pool */
  constructor({ pools, keys, namespace, expiry, events }: ExpiryEnginesOptions) {
    this.events = events;
    const { listeners, ttlKeys, lingerMs, deadLetters } = expiry;
    this.defaultPool = listeners.includes(USUAL_POOL) ? USUAL_POOL : (listeners[0] ?? USUAL_POOL);
    this.maxPayloadBytes = expiry.maxPayloadBytes;
    const engineOf = (pool: PoolAlias): TriggerEngine =>
      new TriggerEngine({
        pools,
        pool,
        keys,
        namespace,
        clustered: pools.client(pool) instanceof GuardedCluster,
        ttlKeys,
        lingerMs,
        deadLetters: {
          maxPerTenant: deadLetters.maxPerTenant,
          maxAgeMs: deadLetters.maxAgeSeconds * 1_000,
        },
        offsetMs: () => this.clock.shift,
      });
    this.#engines = new Map(listeners.map((pool) => [pool, engineOf(pool)]));
  }

  /** Aliases of the pools with an engine. */
  aliases(): PoolAlias[] {
    return [...this.#engines.keys()] as PoolAlias[];
  }

  /** Every engine, in the order of `expiry.listeners`. */
  all(): TriggerEngine[] {
    return [...this.#engines.values()];
  }

  /**
   * The engine of a pool, maybe not started.
   * @throws InvalidArgumentError for a pool that `expiry.listeners` does not name
   */
  engine(pool: PoolAlias): TriggerEngine {
    const engine = this.#engines.get(pool);
    if (engine !== undefined) return engine;
    throw new InvalidArgumentError(
      'pool',
      `a pool that \`expiry.listeners\` names (${this.aliases().join(', ')}), because only those run triggers`,
      JSON.stringify(pool),
    );
  }

  /**
   * The engine of a pool, started: once, however often this is called. A start that fails is tried again by the next
   * call.
   * @throws InvalidArgumentError | TriggerPartitionsError | ConnectivityError | CommandRefusedError
   */
  async started(pool: PoolAlias): Promise<TriggerEngine> {
    const engine = this.engine(pool);
    const known = this.#starts.get(engine);
    if (known !== undefined) return known;
    const start = engine.start().then(
      () => {
        this.#started.add(engine);
        return engine;
      },
      (error: unknown) => {
        this.#starts.delete(engine);
        throw error;
      },
    );
    this.#starts.set(engine, start);
    return start;
  }

  /** The engine of a pool, if it has been started: without waiting. */
  startedAlready(pool: PoolAlias): TriggerEngine | undefined {
    const engine = this.#engines.get(pool);
    return engine !== undefined && this.#started.has(engine) ? engine : undefined;
  }

  /**
   * Starts every engine.
   * @throws TriggerPartitionsError | ConnectivityError | CommandRefusedError
   */
  async start(): Promise<void> {
    await Promise.all(this.aliases().map(async (pool) => this.started(pool)));
  }
}
