import { startRedis, type RedisServer } from '@tenantry/redis-testing';
import { afterEach, beforeEach } from 'vitest';
import type { CoreModuleOptions } from '../../libs/redis/src/config/module-options.js';
import type { RedisConnectionManager } from '../../libs/redis/src/connections/redis-connection.manager.js';
import { connect } from './topologies.js';

/** Ways for a server to be gone. */
export const OUTAGES = {
  killed: async (server: RedisServer) => server.kill(),
  frozen: async (server: RedisServer) => server.pause(),
};

/** A server that a test may break, and pools on it that give up soon. */
export interface OwnServer {
  readonly server: RedisServer;
  readonly manager: RedisConnectionManager;
}

/** A new server for each test of the surrounding `describe`. */
export function useOwnServer(options: CoreModuleOptions = {}): OwnServer {
  let server: RedisServer;
  let manager: RedisConnectionManager;
  beforeEach(async () => {
    server = await startRedis();
    manager = await connect({
      url: server.url,
      defaults: { commandTimeoutMs: 300, connectTimeoutMs: 300 },
      ...options,
    });
  });
  afterEach(async () => {
    await manager.close();
    await server.stop();
  });
  return {
    get server() {
      return server;
    },
    get manager() {
      return manager;
    },
  };
}
