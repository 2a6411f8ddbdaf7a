import {
  namesServer,
  type ConfigSource,
  type PoolDescription,
  type PoolDescriptions,
} from './config-source.js';
import type { CoreModuleOptions } from './module-options.js';
import type { RedisPoolOptions } from './pool-options.js';

export const OPTIONS_SOURCE = 'options';

/** The options given to the module. They are expected to satisfy their schema. */
export class OptionsSource implements ConfigSource {
  readonly name = OPTIONS_SOURCE;

  constructor(private readonly options: CoreModuleOptions) {}

  read(): PoolDescriptions {
    const { url, defaults, pools = {} } = this.options;
    const sharedDefaults = defaults !== undefined && namesServer(defaults) ? defaults : undefined;
    const shared =
      url === undefined
        ? sharedDefaults && this.#describe(sharedDefaults, 'defaults')
        : this.#describe(url, 'url');
    const both = url !== undefined && sharedDefaults !== undefined;
    return {
      shared,
      pools: new Map(
        Object.entries(pools).map(([alias, pool]) => [alias, this.#describe(pool, `pools.${alias}`)]),
      ),
      problems: both
        ? [{ path: 'defaults', problem: 'expected no server, because "url" names one', source: this.name }]
        : [],
      warnings: [],
    };
  }

  #describe(pool: string | RedisPoolOptions, path: string): PoolDescription {
    return typeof pool === 'string'
      ? { options: { url: pool }, source: this.name, path, fieldPaths: { url: path } }
      : { options: pool, source: this.name, path };
  }
}
