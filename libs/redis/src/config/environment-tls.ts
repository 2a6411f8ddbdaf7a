import type { ConfigurationProblem } from './configuration.errors.js';
import { findProblems } from './find-problems.js';
import { TLS_FILE_NAMES, type TlsFileOption, type TlsOptions } from './tls-options.js';
import { tlsSchema } from './tls-options.schema.js';

/** Variables of the certificates' files. */
export const TLS_VARIABLES: Readonly<Record<TlsFileOption, string>> = {
  caFile: 'REDIS_TLS_CA_FILE',
  certFile: 'REDIS_TLS_CERT_FILE',
  keyFile: 'REDIS_TLS_KEY_FILE',
};

/** Where problems of `tls` are, by the field of a pool. */
export const TLS_FIELD_PATHS: Readonly<Record<string, string>> = {
  tls: 'REDIS_TLS_*_FILE',
  ...Object.fromEntries(TLS_FILE_NAMES.map((name) => [`tls.${name}`, TLS_VARIABLES[name]])),
};

/** TLS options of the environment; undefined if it names no file. */
export interface EnvironmentTls {
  readonly options: TlsOptions | undefined;
  readonly problems: readonly ConfigurationProblem[];
}

/** Reads {@link TLS_VARIABLES}. Options with problems are left out. */
export function readTlsVariables(
  get: (variable: string) => string | undefined,
  source: string,
): EnvironmentTls {
  const set = TLS_FILE_NAMES.flatMap((name) => {
    const path = get(TLS_VARIABLES[name]);
    return path === undefined ? [] : [[name, path]];
  });
  if (set.length === 0) return { options: undefined, problems: [] };
  const options: TlsOptions = Object.fromEntries(set);
  const problems = findProblems(tlsSchema, options, { path: 'tls', source }).map((problem) => ({
    ...problem,
    path: TLS_FIELD_PATHS[problem.path] ?? problem.path,
  }));
  return { options: problems.length > 0 ? undefined : options, problems };
}
