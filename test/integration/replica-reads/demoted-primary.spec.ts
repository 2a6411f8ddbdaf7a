import { startRedis } from '@tenantry/redis-testing';
import { describe, expect, it } from 'vitest';
import { connect } from '../../support/topologies.js';

function callsOfRole(commandstats: string): number {
  return Number(/^cmdstat_role:calls=(\d+)/m.exec(commandstats)?.[1] ?? 0);
}

describe('The circuit of a server that has become a replica', () => {
  it('stays open although PING is answered, and closes when it is a primary again', async () => {
    const server = await startRedis();
    const manager = await connect({ url: server.url });
    // Of its own: the circuit is that of another pool.
    const admin = await connect({ url: server.url });
    try {
      const write = async () => manager.client('default').set('key', 'value');
      expect(await write()).toBe('OK');
      await admin.client('default').call('replicaof', '127.0.0.1', '1');
      await expect
        .poll(async () => {
          await write().catch(() => undefined);
          return manager.state('default');
        })
        .toBe('FAILED');
      const { circuitBreakerTrips } = manager.statistics().databaseStats['default'] ?? {};
      // Probes go on, and find the same.
      await expect
        .poll(async () => callsOfRole(await admin.client('user').info('commandstats')))
        .toBeGreaterThan(2);
      expect(manager.state('default')).toBe('FAILED');
      await expect(write()).rejects.toMatchObject({
        code: 'CIRCUIT_OPEN',
        message: expect.stringContaining('READONLY'),
      });
      expect(manager.statistics().databaseStats['default']).toMatchObject({ circuitBreakerTrips });
      await admin.client('user').call('replicaof', 'no', 'one');
      await expect
        .poll(async () => {
          await write().catch(() => undefined);
          return manager.statistics().databaseStats['default']?.circuit;
        })
        .toBe('closed');
    } finally {
      await Promise.all([manager.close(), admin.close()]);
      await server.stop();
    }
  });
});
