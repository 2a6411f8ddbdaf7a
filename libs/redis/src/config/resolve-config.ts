import { InvalidConfigurationError } from './configuration.errors.js';
import type { PoolDescriptions } from './config-source.js';
import type { CoreModuleOptions } from './module-options.js';
import { OPTIONS_SOURCE } from './options.source.js';
import { resolveIndexes } from './index-options.js';
import { readSources, type ResolveConfigSettings, type SourcesRead } from './read-sources.js';
import { resolveKeys } from './resolve-keys.js';
import { resolvePools } from './resolve-pools.js';
import type { ResolvedConfig } from './resolved-config.js';
import { createTenantTtls } from './tenant-ttls.js';

export type { ResolveConfigSettings };

const DEFAULT_APP_NAME = 'tenantry';

/**
 * Merges options, environment, YAML file, service registry and defaults, in this order of priority, and validates the
 * result.
 * @throws InvalidConfigurationError naming everything that is wrong, with its source
 * @throws ServiceLookupError if a registry does not name the server of a pool that nobody else names
 */
export async function loadConfig(
  options: CoreModuleOptions,
  settings: ResolveConfigSettings = {},
): Promise<ResolvedConfig> {
  const read = readSources(options, settings);
  if (read.registry === undefined) return mergeConfig(read, []);
  // Nothing is asked for a configuration that is wrong in any case.
  if (read.problems.length > 0) throw new InvalidConfigurationError(read.problems);
  return mergeConfig(read, [await read.registry.read(read.sources)]);
}

/**
 * {@link loadConfig} without waiting, for options without a service registry.
 * @throws InvalidConfigurationError naming everything that is wrong, with its source; also if there is a registry
 */
export function resolveConfig(
  options: CoreModuleOptions,
  settings: ResolveConfigSettings = {},
): ResolvedConfig {
  const read = readSources(options, settings);
  if (read.registry === undefined) return mergeConfig(read, []);
  const problem = 'expected none where the configuration is needed at once';
  throw new InvalidConfigurationError([
    ...read.problems,
    { path: 'registry', problem, source: OPTIONS_SOURCE },
  ]);
}

function mergeConfig(
  { options, sources: early, problems }: SourcesRead,
  late: readonly PoolDescriptions[],
): ResolvedConfig {
  const { appName = DEFAULT_APP_NAME } = options;
  const sources = [...early, ...late];
  const pools = resolvePools(sources, options.defaults, appName);
  const hasCluster = [...pools.pools.values()].some(({ topology }) => topology === 'cluster');
  const keys = resolveKeys(options.keys, hasCluster);
  const wrong = [...problems, ...pools.problems, ...keys.problems];
  if (wrong.length > 0) throw new InvalidConfigurationError(wrong);
  return Object.freeze({
    pools: pools.pools,
    keys: keys.keys,
    indexes: resolveIndexes(options.indexes),
    codec: options.codec ?? 'lossless',
    errors: options.errors ?? 'throw',
    ttl: createTenantTtls(options.ttl ?? {}),
    appName,
    namespace: options.namespace ?? appName,
    warnings: Object.freeze([...sources.flatMap(({ warnings }) => warnings), ...pools.warnings]),
  });
}
