import { readFileSync, statSync } from 'node:fs';
import { createSecureContext, type ConnectionOptions, type SecureContext } from 'node:tls';
import { codeOf, messageOf } from '../common/thrown.js';
import { TLS_FILE_NAMES, TLS_FILE_OPTIONS, type TlsFileOption, type TlsOptions } from './tls-options.js';

/** Why certificates cannot be used, in words that show no key. */
export class CertificateProblem extends Error {
  /** @param field option at fault; empty: they do not go together */
  constructor(
    readonly field: TlsFileOption | '',
    message: string,
    cause: unknown,
  ) {
    super(message, { cause });
    this.name = 'CertificateProblem';
  }
}

/**
 * Certificates that are in files. They are looked at again before every connection; where the files have changed and
 * cannot be used, as in the middle of a rotation, connections go on with what was read before.
 */
export class CertificateFiles {
  readonly #options: ConnectionOptions;
  readonly #paths: ReadonlyMap<TlsFileOption, string>;
  #version: string;
  #context: SecureContext;
  #onUnusable: (problem: string) => void = () => undefined;
  #lastProblem: string | undefined;

  /** @throws CertificateProblem */
  constructor({ caFile, certFile, keyFile, ...options }: TlsOptions) {
    const paths = { caFile, certFile, keyFile };
    this.#options = options;
    this.#paths = new Map(
      TLS_FILE_NAMES.flatMap((name) => (paths[name] === undefined ? [] : [[name, paths[name]]])),
    );
    this.#version = this.#versionNow();
    this.#context = this.#read();
  }

  /** What `tls.connect` takes; the files are read when it is. */
  get connectionOptions(): ConnectionOptions {
    const options: ConnectionOptions = { ...this.#options };
    Object.defineProperty(options, 'secureContext', { enumerable: true, get: () => this.#current() });
    return options;
  }

  /** Told why changed files cannot be used, once for each reason. */
  set onUnusable(listener: (problem: string) => void) {
    this.#onUnusable = listener;
  }

  /** Never throws: ioredis would give up the client for good. */
  #current(): SecureContext {
    try {
      const version = this.#versionNow();
      if (version !== this.#version) {
        this.#context = this.#read();
        this.#version = version;
      }
      this.#lastProblem = undefined;
    } catch (error) {
      const problem = messageOf(error);
      if (problem !== this.#lastProblem) this.#onUnusable(problem);
      this.#lastProblem = problem;
    }
    return this.#context;
  }

  #read(): SecureContext {
    const texts: Partial<Record<'ca' | 'cert' | 'key', Buffer>> = {};
    for (const [name, path] of this.#paths) {
      texts[TLS_FILE_OPTIONS[name]] = access(name, () => readFileSync(path));
    }
    return secureContext({ ...this.#options, ...texts });
  }

  #versionNow(): string {
    return [...this.#paths]
      .map(([name, path]) => access(name, () => statSync(path)))
      .map(({ mtimeMs, size, ino }) => `${mtimeMs} ${size} ${ino}`)
      .join();
  }
}

/** @throws CertificateProblem if certificates and keys cannot be read or do not belong together */
export function secureContext(options: ConnectionOptions): SecureContext {
  try {
    return createSecureContext(options);
  } catch (error) {
    throw new CertificateProblem('', `certificates and keys cannot be used: ${messageOf(error)}`, error);
  }
}

function access<T>(field: TlsFileOption, read: () => T): T {
  try {
    return read();
  } catch (error) {
    const code = codeOf(error) ?? String(error);
    throw new CertificateProblem(field, `the file of \`tls.${field}\` cannot be read: ${code}`, error);
  }
}
