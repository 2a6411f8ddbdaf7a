import type { ConnectionOptions } from 'node:tls';

/**
 * TLS of a pool: options of Node's `tls.connect`, and certificates by the path of their files. Files are looked at
 * again before every connection, so that renewed ones need no restart.
 */
export interface TlsOptions extends ConnectionOptions {
  /** File with the certificates to trust, as PEM, instead of those Node knows; excludes `ca`. */
  readonly caFile?: string | undefined;
  /** File with the certificate of this client, as PEM; needs `keyFile`, excludes `cert`. */
  readonly certFile?: string | undefined;
  /** File with the private key of `certFile`, as PEM; `passphrase` opens it if it is encrypted. Excludes `key`. */
  readonly keyFile?: string | undefined;
}

/** The options that name files, and what each of them stands for. */
export const TLS_FILE_OPTIONS = { caFile: 'ca', certFile: 'cert', keyFile: 'key' } as const;

/** Name of an option in {@link TLS_FILE_OPTIONS}. */
export type TlsFileOption = keyof typeof TLS_FILE_OPTIONS;

/** All of {@link TLS_FILE_OPTIONS}, in the order they are read in. */
export const TLS_FILE_NAMES = Object.keys(TLS_FILE_OPTIONS) as readonly TlsFileOption[];
