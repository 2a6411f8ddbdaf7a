import type { EventEmitter } from 'node:events';
import type { ConnectionOptions } from 'node:tls';
import type { LoggerService } from '@nestjs/common';
import type { Redis } from 'ioredis';
import type { ResolvedPoolOptions } from '../config/resolved-config.js';
import { certificateFilesOf } from '../config/resolved-tls.js';
import { rootCauseOf } from './driver-errors.js';
import { GuardedCluster } from './guarded-cluster.js';
import type { RedisClient } from './pool-clients.js';
import { adviceFor } from './startup/startup-failure.js';

const CONTEXT = 'RedisConnectionManager';

/**
 * Writes to the log when the connections of a client are lost, why they cannot be had back, and when they are: at
 * most one line for each, however many attempts it takes, and none when they are closed on purpose. Also the `error`
 * listener that ioredis insists on.
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
    this.#watchConnection(client, `${pool}: the cluster`, client.options.redisOptions?.tls);
    client.on('+node', (node: Redis) => {
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

  #watchConnection(
    connection: Pick<EventEmitter, 'on'>,
    name: string,
    tls: ConnectionOptions | undefined,
  ): void {
    let state: 'new' | 'ready' | 'lost' | 'lost, reason known' = 'new';
    let lostAt = 0;
    let lastError: Error | undefined;
    connection.on('error', (error: unknown) => {
      lastError = rootCauseOf(error);
      if (state !== 'lost') return;
      state = 'lost, reason known';
      const { advice } = adviceFor(lastError, { tls });
      const what = `${name} cannot connect: ${lastError.message}`;
      this.logger.warn(advice === '' ? what : `${what}. ${advice}`, CONTEXT);
    });
    connection.on('reconnecting', () => {
      if (state !== 'ready') return;
      [state, lostAt] = ['lost', Date.now()];
      const reason = lastError === undefined ? '' : ` (${lastError.message})`;
      this.logger.warn(`${name} lost its connection${reason}; reconnecting.`, CONTEXT);
    });
    connection.on('ready', () => {
      if (state !== 'new')
        this.logger.log(`${name} is connected again after ${Date.now() - lostAt} ms.`, CONTEXT);
      [state, lastError] = ['ready', undefined];
    });
  }
}
