import { startRedis, waitUntil } from '@tenantry/redis-testing';
import { describe, expect, it, onTestFinished } from 'vitest';
import { parseTenantId } from '../../../../libs/redis/src/context/tenant-id.js';
import { startBridge, untilSwept } from './bridge-fixture.js';
import { Claims } from './claims.js';

describe('a bridge that takes the place of another', () => {
  it('fires a key although the other one heard it expire a moment ago', async () => {
    const server = await startRedis();
    onTestFinished(async () => server.stop());
    for (const round of [1, 2, 3]) {
      const bridge = await startBridge({ redis: { url: server.url }, namespace: 'app' });
      await untilSwept([bridge], round);
      const client = bridge.client('expiry');
      const key = bridge.keys.trigger(parseTenantId('acme'), 'remind', 'u1');
      const claims = new Claims(bridge.engine, ['remind']);
      await client.psetex(key, 20, 'x');
      await waitUntil(async () => (await client.exists(key)) === 0);
      await expect.poll(async () => claims.take()).toBeGreaterThan(0);
      await bridge.stop();
    }
  });
});
