import { z } from 'zod';
import { TLS_FILE_NAMES, TLS_FILE_OPTIONS, type TlsOptions } from './tls-options.js';

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
