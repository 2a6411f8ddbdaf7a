import type { EventEmitter } from 'node:events';
import type { LoggerService } from '@nestjs/common';
import type { Redis } from 'ioredis';
import { rootCauseOf } from './driver-errors.js';
import { GuardedCluster } from './guarded-cluster.js';
import type { RedisClient } from './pool-clients.js';

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
      this.#watchConnection(client, pool);
      return;
    }
    this.#watchConnection(client, `${pool}: the cluster`);
    client.on('+node', (node: Redis) => {
      const { host, port } = node.options;
      this.#watchConnection(node, `${pool}: node ${host}:${port}`);
    });
  }

  #watchConnection(connection: Pick<EventEmitter, 'on'>, name: string): void {
    let state: 'new' | 'ready' | 'lost' | 'lost, reason known' = 'new';
    let lostAt = 0;
    let lastError: Error | undefined;
    connection.on('error', (error: unknown) => {
      lastError = rootCauseOf(error);
      if (state !== 'lost') return;
      state = 'lost, reason known';
      this.logger.warn(`${name} cannot connect: ${lastError.message}`, CONTEXT);
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
