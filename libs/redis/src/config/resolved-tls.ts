import type { ConnectionOptions } from 'node:tls';
import { CertificateFiles, secureContext } from './certificate-files.js';
import { TLS_FILE_NAMES, type TlsOptions } from './tls-options.js';

const filesOf = new WeakMap<ConnectionOptions, CertificateFiles>();

/**
 * TLS options as connections take them.
 * @throws CertificateProblem if certificates or keys cannot be used
 */
export function resolveTls(options: TlsOptions): ConnectionOptions {
  if (TLS_FILE_NAMES.every((name) => options[name] === undefined)) {
    // Node would say so at the first connection, in a way that ends the client.
    if (options.cert !== undefined || options.key !== undefined || options.pfx !== undefined) {
      secureContext(options);
    }
    return options;
  }
  const files = new CertificateFiles(options);
  const { connectionOptions } = files;
  filesOf.set(connectionOptions, files);
  return connectionOptions;
}

/** The files behind resolved options, if there are any. */
export function certificateFilesOf(options: ConnectionOptions | undefined): CertificateFiles | undefined {
  return options === undefined ? undefined : filesOf.get(options);
}
