import { startRedis, type RedisServer } from '@tenantry/redis-testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startWorking, type RoleApp } from './role-app.js';
import { SERVING_FLOWS, WORKING_FLOWS } from './role-flows.js';

/** What operators and managed services take away. */
const REMOVED = [
  'CONFIG',
  'KEYS',
  'FLUSHALL',
  'FLUSHDB',
  'DEBUG',
  'MONITOR',
  'SAVE',
  'BGSAVE',
  'SHUTDOWN',
  'SLAVEOF',
];

describe('a server without CONFIG, KEYS and the like', () => {
  let server: RedisServer;
  let role: RoleApp;

  beforeAll(async () => {
    const removed = REMOVED.map((command) => `rename-command ${command} ""`);
    server = await startRedis({ config: ['notify-keyspace-events Ex', ...removed] });
    role = await startWorking({ url: server.url });
  });
  afterAll(async () => {
    await role.app.close();
    await server.stop();
  });

  it.each(Object.entries({ ...SERVING_FLOWS, ...WORKING_FLOWS }))('does for %s', async (_name, flow) => {
    await flow(role);
    expect(role.log.errors.filter((line) => !line.includes('on purpose'))).toEqual([]);
  });
});
