import type { ConnectionOptions } from 'node:tls';
import { z } from 'zod';

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

const EXPECTED = 'expected true or an object of TLS options';

const filesSchema = z.custom<TlsOptions>().superRefine((value, context) => {
  const report = (option: string, message: string): void =>
    context.addIssue({ code: 'custom', path: [option], message });
  for (const option of TLS_FILE_NAMES) {
    const path: unknown = value[option];
    if (path === undefined) continue;
    const text = TLS_FILE_OPTIONS[option];
    if (typeof path !== 'string' || path === '') report(option, 'expected the path of a file');
    else if (value[text] !== undefined)
      report(option, `expected nothing, because "${text}" says it, got both`);
  }
  if ((value.certFile === undefined) === (value.keyFile === undefined)) return;
  const missing = value.certFile === undefined ? 'certFile' : 'keyFile';
  if (value[TLS_FILE_OPTIONS[missing]] === undefined) {
    report(missing, 'expected the certificate of a client and its key together, got one of them');
  }
});

/** Schema of {@link TlsOptions}; the options of Node are Node's to check. */
export const tlsSchema: z.ZodType<true | TlsOptions> = z
  .custom<true | TlsOptions>((value) => value === true || isObject(value), EXPECTED)
  .superRefine((value, context) => {
    if (!isObject(value)) return;
    for (const issue of filesSchema.safeParse(value).error?.issues ?? []) {
      context.addIssue({ code: 'custom', path: issue.path, message: issue.message });
    }
  });

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
