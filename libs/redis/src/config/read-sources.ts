import { z } from 'zod';
import { STANDARD_POOL_DATABASES } from '../common/pool-alias.js';
import type { PoolDescriptions } from './config-source.js';
import { InvalidConfigurationError, type ConfigurationProblem } from './configuration.errors.js';
import { EnvironmentSource } from './environment.source.js';
import { findProblems } from './find-problems.js';
import type { CoreModuleOptions } from './module-options.js';
import { coreOptionsShape } from './module-options.schema.js';
import { OPTIONS_SOURCE, OptionsSource } from './options.source.js';
import { RegistrySource } from './registry/registry.source.js';
import { YamlSource } from './yaml/yaml.source.js';

const POOL_OPTIONS: readonly string[] = [
  'url',
  'pools',
  'defaults',
  'registry',
] satisfies (keyof CoreModuleOptions)[];

export interface ResolveConfigSettings {
  /**
   * Schemas of options that a layer above handles, such as `tenancy`. Their problems are reported together with all
   * others; every other key is refused.
   */
  readonly extensions?: Readonly<Record<string, z.ZodType>>;
  /** Aliases declared elsewhere: the environment may describe them too. */
  readonly aliases?: readonly string[];
}

/** What the sources say that can be read at once, before anything is merged. */
export interface SourcesRead {
  /** The options without those that are not well-formed. */
  readonly options: CoreModuleOptions;
  /** In the order of their priority. */
  readonly sources: readonly PoolDescriptions[];
  /** What is wrong so far. */
  readonly problems: readonly ConfigurationProblem[];
  /** The source that has to be waited for. */
  readonly registry: RegistrySource | undefined;
}

/**
 * Reads options, environment and YAML file.
 * @throws InvalidConfigurationError if what a source says has gaps: without it the rest would look wrong
 */
export function readSources(
  given: CoreModuleOptions,
  { extensions = {}, aliases = [] }: ResolveConfigSettings,
): SourcesRead {
  const invalid = findProblems(z.strictObject({ ...coreOptionsShape, ...extensions }), given, {
    path: '',
    source: OPTIONS_SOURCE,
  });
  const options = withoutInvalid(given, invalid);
  const { env = process.env, configFile } = options;
  const registry = options.registry === undefined ? undefined : new RegistrySource(options.registry);
  const yaml = configFile === false ? [] : [new YamlSource(configFile).read()];
  const known = new Set([
    ...Object.keys(STANDARD_POOL_DATABASES),
    ...Object.keys(options.pools ?? {}),
    ...aliases,
    ...yaml.flatMap(({ pools }) => [...pools.keys()]),
    ...(registry?.aliases ?? []),
  ]);
  const sources = [
    new OptionsSource(options).read(),
    ...(env === false ? [] : [new EnvironmentSource(env, known).read()]),
    ...yaml,
  ];
  const problems = [...invalid, ...sources.flatMap((source) => source.problems)];
  if (sources.some(({ incomplete }) => incomplete === true)) throw new InvalidConfigurationError(problems);
  return { options, sources, problems, registry };
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
  return {
    ...usable,
    ...(names.has('env') ? { env: false } : {}),
    ...(names.has('configFile') ? { configFile: false } : {}),
  };
}
