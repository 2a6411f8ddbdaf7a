import { z } from 'zod';
import { STANDARD_POOL_DATABASES } from '../common/pool-alias.js';
import { InvalidConfigurationError, type ConfigurationProblem } from './configuration.errors.js';
import { EnvironmentSource } from './environment.source.js';
import { findProblems } from './find-problems.js';
import { resolveIndexes } from './index-options.js';
import type { CoreModuleOptions } from './module-options.js';
import { coreOptionsShape } from './module-options.schema.js';
import { OPTIONS_SOURCE, OptionsSource } from './options.source.js';
import { resolveKeys } from './resolve-keys.js';
import { resolvePools } from './resolve-pools.js';
import type { ResolvedConfig } from './resolved-config.js';
import { createTenantTtls } from './tenant-ttls.js';

const POOL_OPTIONS: readonly string[] = ['url', 'pools', 'defaults'] satisfies (keyof CoreModuleOptions)[];

const DEFAULT_APP_NAME = 'tenantry';

export interface ResolveConfigSettings {
  /**
   * Schemas of options that a layer above handles, such as `tenancy`. Their problems are reported together with all
   * others; every other key is refused.
   */
  readonly extensions?: Readonly<Record<string, z.ZodType>>;
  /** Aliases declared elsewhere: the environment may describe them too. */
  readonly aliases?: readonly string[];
}

/**
 * Merges options, environment and defaults, and validates the result.
 * @throws InvalidConfigurationError naming everything that is wrong, with its source
 */
export function resolveConfig(
  options: CoreModuleOptions,
  { extensions = {}, aliases = [] }: ResolveConfigSettings = {},
): ResolvedConfig {
  const invalid = findProblems(z.strictObject({ ...coreOptionsShape, ...extensions }), options, {
    path: '',
    source: OPTIONS_SOURCE,
  });
  const usable = withoutInvalid(options, invalid);
  const { appName = DEFAULT_APP_NAME, env = process.env } = usable;
  const known = [...Object.keys(STANDARD_POOL_DATABASES), ...Object.keys(usable.pools ?? {}), ...aliases];
  const sources = [
    new OptionsSource(usable).read(),
    ...(env === false ? [] : [new EnvironmentSource(env, known).read()]),
  ];
  const pools = resolvePools(sources, usable.defaults, appName);
  const hasCluster = [...pools.pools.values()].some(({ topology }) => topology === 'cluster');
  const keys = resolveKeys(usable.keys, hasCluster);
  failOn([...invalid, ...sources.flatMap(({ problems }) => problems), ...pools.problems, ...keys.problems]);
  return Object.freeze({
    pools: pools.pools,
    keys: keys.keys,
    indexes: resolveIndexes(usable.indexes),
    codec: usable.codec ?? 'lossless',
    errors: usable.errors ?? 'throw',
    ttl: createTenantTtls(usable.ttl ?? {}),
    appName,
    namespace: usable.namespace ?? appName,
    warnings: Object.freeze([...sources.flatMap(({ warnings }) => warnings), ...pools.warnings]),
  });
}

/** Leaves out what is not well-formed, so that problems of the other sources are found all the same. */
function withoutInvalid(
  options: CoreModuleOptions,
  invalid: readonly ConfigurationProblem[],
): CoreModuleOptions {
  const names = new Set(invalid.map(({ path }) => path.split(/[.[]/, 1)[0]));
  // Parts of these complete one another: judged alone, the rest would look wrong where it is not.
  const poolsAreInvalid = POOL_OPTIONS.some((name) => names.has(name));
  const isUsable = ([name]: [string, unknown]): boolean =>
    !names.has(name) && !(poolsAreInvalid && POOL_OPTIONS.includes(name));
  const usable: CoreModuleOptions = Object.fromEntries(Object.entries(options ?? {}).filter(isUsable));
  return names.has('env') ? { ...usable, env: false } : usable;
}

function failOn(problems: readonly ConfigurationProblem[]): void {
  if (problems.length > 0) throw new InvalidConfigurationError(problems);
}
