import type { ConnectionOptions } from 'node:tls';
import { CertificateProblem } from './certificate-files.js';
import type { PoolDescription } from './config-source.js';
import type { ReportProblem } from './pool-server.js';
import { resolveTls } from './resolved-tls.js';
import type { TlsOptions } from './tls-options.js';

/** Resolves TLS options once, however many pools have them: files are read once, and their problems reported once. */
export class TlsCache {
  readonly #report: ReportProblem;
  readonly #resolved = new Map<TlsOptions, ConnectionOptions>();

  constructor(report: ReportProblem) {
    this.#report = report;
  }

  /**
   * The options as connections take them.
   * @param description that says so, for problems, in this field
   */
  resolve(
    options: TlsOptions,
    description: PoolDescription,
    field: 'tls' | 'sentinelTls',
  ): ConnectionOptions {
    let resolved = this.#resolved.get(options);
    if (resolved !== undefined) return resolved;
    try {
      resolved = resolveTls(options);
      // Pools hand it on to their Sentinels.
      this.#resolved.set(resolved, resolved);
    } catch (error) {
      if (!(error instanceof CertificateProblem)) throw error;
      const at = error.field === '' ? field : `${field}.${error.field}`;
      this.#report(description, at, `expected certificates and keys that can be used, but ${error.message}`);
      resolved = options;
    }
    this.#resolved.set(options, resolved);
    return resolved;
  }
}
