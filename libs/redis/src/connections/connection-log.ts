import type { EventEmitter } from 'node:events';
import type { LoggerService } from '@nestjs/common';
import type { Redis } from 'ioredis';
import { rootCauseOf } from './driver-errors.js';
import { GuardedCluster } from './guarded-cluster.js';
import type { RedisClient } from './pool-clients.js';

const CONTEXT = 'RedisConnectionManager';

/**
 * Writes to the log when the connections of a client are lost, why they cannot be had back, and when they are: at
 * most one line for each, however many attempts it takes. Also the `error` listener that ioredis insists on.
 */
export class ConnectionLog {
  #isSilent = false;

  constructor(private readonly logger: LoggerService) {}

  watch(client: RedisClient): void {
    const pool = `Pool "${client.poolAlias}"`;
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

  /** Nothing is worth a line any more: the connections are being closed on purpose. */
  silence(): void {
    this.#isSilent = true;
  }

  #watchConnection(client: Pick<EventEmitter, 'on'>, name: string): void {
    let lostAt: number | undefined;
    let wasReady = false;
    let isReasonKnown = false;
    let lastError: Error | undefined;
    client.on('error', (error: unknown) => {
      lastError = rootCauseOf(error);
      if (lostAt === undefined || isReasonKnown) return;
      isReasonKnown = true;
      this.#warn(`${name} cannot connect: ${lastError.message}`);
    });
    client.on('close', () => {
      if (!wasReady) return;
      wasReady = false;
      lostAt = Date.now();
      isReasonKnown = false;
      this.#warn(
        `${name} lost its connection${lastError === undefined ? '' : ` (${lastError.message})`}; reconnecting.`,
      );
    });
    client.on('ready', () => {
      if (lostAt !== undefined && !this.#isSilent) {
        this.logger.log(`${name} is connected again after ${Date.now() - lostAt} ms.`, CONTEXT);
      }
      [wasReady, lostAt, lastError] = [true, undefined, undefined];
    });
  }

  #warn(message: string): void {
    if (!this.#isSilent) this.logger.warn(message, CONTEXT);
  }
}
