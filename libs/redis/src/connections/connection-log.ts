import type { EventEmitter } from 'node:events';
import type { ConnectionOptions } from 'node:tls';
import type { LoggerService } from '@nestjs/common';
import type { Redis, RedisOptions } from 'ioredis';
import type { ResolvedPoolOptions } from '../config/resolved-config.js';
import { certificateFilesOf } from '../config/resolved-tls.js';
import { rootCauseOf } from './driver-errors.js';
import { GuardedCluster } from './guarded-cluster.js';
import type { RedisClient } from './pool-clients.js';
import { adviceFor } from './startup/startup-failure.js';

const CONTEXT = 'RedisConnectionManager';

/**
 * Writes to the log when the connections of a client are lost, why they cannot be had back, and when they are: one line
 * for each, and for each reason that calls for something else to be done, however many attempts it takes; none when they
 * are closed on purpose. Also the `error` listener that ioredis insists on.
 */
export class ConnectionLog {
  constructor(private readonly logger: LoggerService) {}

  /** @param name what it is called in the log. @default the pool */
  watch(client: RedisClient, name?: string): void {
    const pool = name ?? `Pool "${client.poolAlias}"`;
    if (!(client instanceof GuardedCluster)) {
      this.#watchConnection(client, pool, client.options.tls);
      return;
    }
    const report = this.#watchConnection(client, `${pool}: the cluster`, client.options.redisOptions?.tls);
    // The cluster itself only says that no node could be asked for its slots.
    client.on('node error', report);
    client.on('+node', (node: Redis) => {
      tellOfCopies(node, report);
      const { host, port, tls } = node.options;
      this.#watchConnection(node, `${pool}: node ${host}:${port}`, tls);
    });
  }

  /** Writes to the log that certificates in files have changed and cannot be used. */
  watchCertificates({ tls }: ResolvedPoolOptions): void {
    const files = certificateFilesOf(tls);
    if (files === undefined) return;
    files.onUnusable = (problem) =>
      this.logger.warn(
        `Connections go on with the certificates that were read before: ${problem}. Files are looked at again before ` +
          'every connection.',
        CONTEXT,
      );
  }

  /** @returns tells of a reason why it cannot be had back */
  #watchConnection(
    connection: Pick<EventEmitter, 'on'>,
    name: string,
    tls: ConnectionOptions | undefined,
  ): (error: unknown) => void {
    let state: 'new' | 'ready' | 'lost' = 'new';
    // A server that is being restarted hangs up first, and says what is wrong with a certificate later.
    const advised = new Set<string>();
    let lostAt = 0;
    let lastError: Error | undefined;
    const report = (error: unknown): void => {
      lastError = rootCauseOf(error);
      const { advice } = adviceFor(lastError, { tls });
      if (state !== 'lost' || advised.has(advice)) return;
      advised.add(advice);
      const what = `${name} cannot connect: ${lastError.message}`;
      this.logger.warn(advice === '' ? what : `${what}. ${advice}`, CONTEXT);
    };
    connection.on('error', report);
    connection.on('reconnecting', () => {
      if (state !== 'ready') return;
      [state, lostAt] = ['lost', Date.now()];
      advised.clear();
      const reason = lastError === undefined ? '' : ` (${lastError.message})`;
      this.logger.warn(`${name} lost its connection${reason}; reconnecting.`, CONTEXT);
    });
    connection.on('ready', () => {
      if (state !== 'new')
        this.logger.log(`${name} is connected again after ${Date.now() - lostAt} ms.`, CONTEXT);
      [state, lastError] = ['ready', undefined];
    });
    return report;
  }
}

interface Copied {
  duplicate: (override?: Partial<RedisOptions>) => Redis;
}

/** Tells why copies of a connection fail: those that ioredis asks the nodes of a cluster with, without a word about it. */
function tellOfCopies(node: Redis, report: (error: unknown) => void): void {
  const copied: Copied = node;
  const { duplicate } = copied;
  copied.duplicate = (override) => duplicate.call(node, override).on('error', report);
}
