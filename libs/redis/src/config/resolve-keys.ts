import { DEFAULT_KEY_PREFIXES, type KeyOptions } from '../keys/key-options.js';
import { findKeyPrefixConflict } from '../keys/key-prefix-conflict.js';
import type { ConfigurationProblem } from './configuration.errors.js';
import type { KeyModuleOptions } from './module-options.js';
import { OPTIONS_SOURCE } from './options.source.js';

export interface KeyResolution {
  readonly keys: KeyOptions;
  readonly problems: readonly ConfigurationProblem[];
}

/** Fills in the defaults. A cluster needs a hash tag, and hash tags are unknown to the Python library. */
export function resolveKeys(options: KeyModuleOptions | undefined, hasCluster: boolean): KeyResolution {
  const problems: ConfigurationProblem[] = [];
  const report = (path: string, problem: string): void => {
    problems.push({ path, problem, source: OPTIONS_SOURCE });
  };
  const layout = options?.layout ?? 'percent';
  const prefixes = {
    ...DEFAULT_KEY_PREFIXES,
    ...Object.fromEntries(
      Object.entries(options?.prefixes ?? {}).filter(([, prefix]) => prefix !== undefined),
    ),
  };
  const hashTag = options?.hashTag ?? (hasCluster && 'tenant');
  if (hasCluster && hashTag === false) {
    report('keys.hashTag', 'expected "tenant" or "entity", because a pool is a cluster, got false');
  }
  if (layout === 'python' && (hasCluster || hashTag !== false)) {
    const reason = hasCluster ? 'a pool is a cluster, which needs hash tags' : `keys.hashTag is "${hashTag}"`;
    report('keys.layout', `expected "percent", because ${reason}, got "python"`);
  }
  const conflict = findKeyPrefixConflict(prefixes);
  if (conflict !== undefined) report('keys.prefixes', conflict);
  return {
    keys: Object.freeze({
      layout,
      hashTag,
      prefixes: Object.freeze(prefixes),
    }),
    problems,
  };
}
