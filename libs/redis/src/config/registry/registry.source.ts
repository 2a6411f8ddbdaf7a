import { NO_DESCRIPTIONS, type PoolDescription, type PoolDescriptions } from '../config-source.js';
import { namedServer } from '../described-server.js';
import type { RedisAddress } from '../pool-options.js';
import { lookUpService } from './lookup-service.js';
import { registeredPool, withAddresses, withoutServer, type RegisteredPool } from './registered-pool.js';
import type { RegistryOptions } from './service-registry.js';

const DEFAULT_TIMEOUT_MS = 5_000;

/** The servers that a service registry knows: the last source before the defaults. */
export class RegistrySource {
  readonly #pools: ReadonlyMap<string, RegisteredPool>;

  constructor(private readonly options: RegistryOptions) {
    this.#pools = new Map(
      Object.entries(options.services).map(([alias, pool]) => [alias, registeredPool(pool)]),
    );
  }

  get aliases(): string[] {
    return [...this.#pools.keys()];
  }

  /**
   * Asks for the services of those pools whose server no source before this one names, each service once.
   * @throws ServiceLookupError naming registry and service
   */
  async read(earlier: readonly PoolDescriptions[]): Promise<PoolDescriptions> {
    // Tuned by what stands here, a pool counts as described: then a server for all of them is meant for it too.
    const described = [...earlier, this.#describeAll(new Map())];
    const wanted = [...this.#pools].filter(([alias]) => namedServer(described, alias) === undefined);
    const services = [...new Set(wanted.map(([, { service }]) => service))];
    const { from, timeoutMs = DEFAULT_TIMEOUT_MS } = this.options;
    const answers = await Promise.allSettled(
      services.map(async (service) => lookUpService(from, service, timeoutMs)),
    );
    const addresses = new Map<string, readonly RedisAddress[]>();
    for (const [index, answer] of answers.entries()) {
      if (answer.status === 'rejected') throw answer.reason;
      addresses.set(services[index] ?? '', answer.value);
    }
    return this.#describeAll(addresses);
  }

  #describeAll(addresses: ReadonlyMap<string, readonly RedisAddress[]>): PoolDescriptions {
    const pools = [...this.#pools].map(([alias, pool]): [string, PoolDescription] => [
      alias,
      this.#describe(alias, pool, addresses.get(pool.service)),
    ]);
    return { ...NO_DESCRIPTIONS, pools: new Map(pools) };
  }

  #describe(
    alias: string,
    { service, options }: RegisteredPool,
    addresses: readonly RedisAddress[] | undefined,
  ): PoolDescription {
    const fieldPaths = Object.keys(options).map((name) => [name, `registry.services.${alias}.${name}`]);
    return {
      options: addresses === undefined ? withoutServer(options) : withAddresses(options, addresses),
      source: `registry ${this.options.from.name}`,
      path: service,
      fieldPaths: Object.fromEntries(fieldPaths),
    };
  }
}
