import { Redis } from 'ioredis';
import { afterEach, describe, expect, it } from 'vitest';
import { waitUntil } from '../common/wait-until.js';
import type { RedisSentinel } from './redis-sentinel.js';
import { startSentinel } from './start-sentinel.js';

const open: { close(): unknown }[] = [];

async function start(): Promise<{ deployment: RedisSentinel; client: Redis }> {
  const deployment = await startSentinel();
  open.push({ close: async () => deployment.stop() });
  const client = new Redis({
    name: deployment.name,
    sentinels: deployment.sentinels.map(({ host, port }) => ({ host, port })),
    retryStrategy: () => 50,
  });
  client.on('error', () => undefined);
  open.push({ close: () => client.disconnect() });
  return { deployment, client };
}

afterEach(async () => {
  for (const resource of open.splice(0).toReversed()) await resource.close();
});

describe('startSentinel', () => {
  it('starts a primary with a replica, watched by three sentinels that agree', async () => {
    const { deployment, client } = await start();
    expect(deployment.servers).toHaveLength(2);
    expect(deployment.sentinels).toHaveLength(3);
    expect(await deployment.primary()).toBe(deployment.servers[0]);
    await client.set('replicated', 'yes');
    expect(await client.wait(1, 2000)).toBe(1);
  });

  it('promotes the replica when the primary is killed', async () => {
    const { deployment, client } = await start();
    await client.set('replicated', 'yes');
    await client.wait(1, 2000);
    const killed = await deployment.killPrimary();
    expect(killed).toBe(deployment.servers[0]);
    await waitUntil(async () => (await deployment.primary()) === deployment.servers[1], {
      what: 'the sentinels name the replica as primary',
      timeoutMs: 25_000,
    });
    await waitUntil(async () => (await client.set('after', 'failover')) === 'OK', { timeoutMs: 20_000 });
    expect(await client.get('replicated')).toBe('yes');
  });
});
