import { STANDARD_POOL_DATABASES } from '../common/pool-alias.js';
import { namesServer, type PoolDescription, type PoolDescriptions } from './config-source.js';

/** Pools whose server the others use where nobody names theirs; `main` is the default of the named databases. */
const FALLBACK_ALIASES = ['default', 'main'];

/** The description that names the server of a pool; without one, that of pool `default`, else of pool `main`. */
export function describedServer(
  sources: readonly PoolDescriptions[],
  alias: string,
): PoolDescription | undefined {
  for (const each of [alias, ...FALLBACK_ALIASES]) {
    const description = namedServer(sources, each);
    if (description !== undefined) return description;
  }
  return undefined;
}

/**
 * The description that names the server of exactly this pool: of the first source that says so for its alias or, where
 * the alias is a standard one or described somewhere, for all.
 */
export function namedServer(
  sources: readonly PoolDescriptions[],
  alias: string,
): PoolDescription | undefined {
  const isDescribed =
    Object.hasOwn(STANDARD_POOL_DATABASES, alias) || sources.some(({ pools }) => pools.has(alias));
  for (const { pools, shared } of sources) {
    const own = pools.get(alias);
    if (own !== undefined && namesServer(own.options)) return own;
    if (shared !== undefined && isDescribed) return shared;
  }
  return undefined;
}
