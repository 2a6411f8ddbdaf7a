import type { RedisAddress } from '../pool-options.js';
import type { ServiceRegistry } from './service-registry.js';

/**
 * Services written down: for tests, for a laptop, and as the last of several registries of your own.
 * ```ts
 * new StaticRegistry({ redis: [{ host: '10.0.0.5', port: 6379 }] })
 * ```
 */
export class StaticRegistry implements ServiceRegistry {
  readonly name = 'static';
  readonly #services: ReadonlyMap<string, readonly RedisAddress[]>;

  constructor(services: Readonly<Record<string, readonly RedisAddress[]>>) {
    this.#services = new Map(Object.entries(services));
  }

  async resolve(service: string): Promise<readonly RedisAddress[]> {
    return this.#services.get(service) ?? [];
  }
}
