import { setTimeout as delay } from 'node:timers/promises';
import { startRedis, waitUntil, type RedisServer } from '@tenantry/redis-testing';
import { Redis } from 'ioredis';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { endure } from './outage.js';

const DATABASE = 15;
const PASSWORD = 'password-of-the-callers';

describe('500 callers of a pool whose server', () => {
  let server: RedisServer;
  let admin: Redis;

  beforeEach(async () => {
    server = await startRedis({ users: [`app on >${PASSWORD} ~* &* +@all`] });
    admin = new Redis(server.urlFor(DATABASE), { protocol: 2 });
  });
  afterEach(async () => {
    admin.disconnect();
    await server.stop();
  });

  const options = () => ({
    url: inject('redisUrl'),
    pools: {
      default: {
        port: server.port,
        db: DATABASE,
        username: 'app',
        password: PASSWORD,
        commandTimeoutMs: 1_000,
        connectTimeoutMs: 1_000,
        acquireTimeoutMs: 3_000,
      },
    },
  });

  it('has no memory left', async () => {
    const { states, errors, trips } = await endure({
      what: 'maxmemory',
      options: options(),
      reader: admin,
      fault: async (load) => {
        await admin.config('SET', 'maxmemory', 1);
        await waitUntil(() => load.failures.length > 1_000);
        await admin.config('SET', 'maxmemory', 0);
      },
    });
    // EXECABORT: EXEC itself is refused if the memory ends after the commands of its transaction were queued.
    expect(Object.keys(errors).filter((error) => error !== 'EXECABORT')).toEqual(['OOM']);
    expect(states).toEqual([]);
    expect(trips).toBe(0);
  });

  it('is a replica for a while', async () => {
    const { trips, errors } = await endure({
      what: 'READONLY',
      options: options(),
      reader: admin,
      fault: async (load) => {
        await admin.replicaof('127.0.0.1', 1);
        await waitUntil(() => load.failures.length > 1_000);
        await admin.replicaof('NO', 'ONE');
      },
    });
    expect(Object.keys(errors).toSorted()).toEqual(['CircuitOpenError', 'READONLY']);
    expect(trips).toBeGreaterThan(0);
  });

  it('takes away the permission to write', async () => {
    const { states, errors } = await endure({
      what: 'ACL change',
      options: options(),
      reader: admin,
      fault: async (load) => {
        await admin.acl('SETUSER', 'app', '-@write');
        await waitUntil(() => load.failures.length > 1_000);
        await admin.acl('SETUSER', 'app', '+@all');
      },
    });
    expect(Object.keys(errors)).toEqual(['NOPERM']);
    expect(states).toEqual([]);
  });

  it('does not know the user any more', async () => {
    const { states } = await endure({
      what: 'ACL user deleted and made anew',
      options: options(),
      reader: admin,
      fault: async (load) => {
        await admin.acl('DELUSER', 'app');
        await load.untilRefused(2_000);
        await admin.acl('SETUSER', 'app', 'on', `>${PASSWORD}`, '~*', '&*', '+@all');
      },
    });
    expect(states).toEqual(['HEALTHY', 'DEGRADED', 'FAILED', 'DEGRADED']);
  });

  it('closes all connections', async () => {
    const { trips, errors } = await endure({
      what: 'CLIENT KILL of all',
      options: options(),
      reader: admin,
      fault: async () => void (await admin.client('KILL', 'USER', 'app')),
    });
    expect(Object.keys(errors)).toEqual(['CommandOutcomeUnknownError']);
    expect(trips).toBe(0);
  });

  it('closes all connections again and again', async () => {
    const { errors } = await endure({
      what: 'CLIENT KILL of all, 20 times in a second',
      options: options(),
      reader: admin,
      fault: async () => {
        for (let kill = 0; kill < 20; kill += 1) {
          await admin.client('KILL', 'USER', 'app');
          await delay(50);
        }
      },
    });
    expect(errors).toHaveProperty('CommandOutcomeUnknownError');
  });
});
