import { TLSSocket } from 'node:tls';
import type { Redis } from 'ioredis';
import { messageOf } from '../../common/thrown.js';
import { redactCommand } from '../../connections/driver-errors.js';
import { answered, refused, type Answer } from './answer.js';

/** How a connection is encrypted. */
export interface TlsFacts {
  /** E.g. `TLSv1.3`. */
  readonly protocol: string;
  /** When the certificate of the server ends; undefined if it does not say. */
  readonly validTo: Date | undefined;
}

/** A connection to one server, of which only questions are asked. */
export class ServerConnection {
  readonly #redis: Redis;

  constructor(
    redis: Redis,
    /** `host:port`, or the path of its socket. */
    readonly address: string,
  ) {
    this.#redis = redis;
  }

  /** Whether it is still there. */
  get isOpen(): boolean {
    return this.#redis.status === 'ready';
  }

  /** Undefined without TLS. */
  get tls(): TlsFacts | undefined {
    const { stream } = this.#redis;
    if (!(stream instanceof TLSSocket)) return undefined;
    const validTo = new Date(stream.getPeerCertificate().valid_to);
    return {
      protocol: stream.getProtocol() ?? 'TLS',
      validTo: Number.isNaN(validTo.getTime()) ? undefined : validTo,
    };
  }

  /** Whether the server is on this machine. */
  get isLocal(): boolean {
    const { path } = this.#redis.options;
    return path !== undefined || /^(::ffff:)?127\.|^::1$/.test(this.#redis.stream?.remoteAddress ?? '');
  }

  /** Asks the server. Never rejects. */
  async ask(command: string, ...args: readonly string[]): Promise<Answer<unknown>> {
    try {
      return answered(await this.#redis.call(command, [...args]));
    } catch (error) {
      if (error instanceof Error) redactCommand(error);
      return refused(messageOf(error));
    }
  }

  close(): void {
    this.#redis.disconnect();
  }
}
