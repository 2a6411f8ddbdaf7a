import { Cluster, Redis, type RedisOptions } from 'ioredis';
import { afterEach, describe, expect, it } from 'vitest';
import { startCluster } from '../cluster/start-cluster.js';
import { startSentinel } from '../sentinel/start-sentinel.js';
import { startRedis } from '../server/start-redis.js';
import { CertificateAuthority } from './certificate-authority.js';

const authority = new CertificateAuthority();
/** The reason is in the client's `error` event. */
const REFUSED = /Connection is closed|ECONNRESET|EPIPE|timed out/;
const open: { close(): unknown }[] = [];

function connect(url: string, options: Pick<RedisOptions, 'tls' | 'protocol' | 'commandTimeout'>): Redis {
  const client = new Redis(url, { lazyConnect: true, retryStrategy: () => null, ...options });
  client.on('error', () => undefined);
  open.push({ close: () => client.disconnect() });
  return client;
}

afterEach(async () => {
  for (const resource of open.splice(0).toReversed()) await resource.close();
});

describe('TLS', () => {
  it('is all that a server then speaks', async () => {
    const server = await startRedis({ tls: { authority }, requirepass: 'secret' });
    open.push({ close: async () => server.stop() });
    expect(server.url).toBe(`rediss://:secret@127.0.0.1:${server.port}`);
    expect(await connect(server.url, { tls: { ca: authority.ca } }).ping()).toBe('PONG');
    await expect(connect(server.url, {}).ping()).rejects.toThrow(REFUSED);
    const plain = server.url.replace('rediss:', 'redis:');
    await expect(connect(plain, { protocol: 2, commandTimeout: 2000 }).ping()).rejects.toThrow(REFUSED);
  });

  it('asks for a certificate of the client', async () => {
    const server = await startRedis({ tls: { authority, authClients: 'yes' } });
    open.push({ close: async () => server.stop() });
    const { ca } = authority;
    expect(await connect(server.url, { tls: { ca, ...authority.issue() } }).ping()).toBe('PONG');
    await expect(connect(server.url, { tls: { ca } }).ping()).rejects.toThrow(REFUSED);
    const foreign = new CertificateAuthority().issue();
    await expect(connect(server.url, { tls: { ca, ...foreign } }).ping()).rejects.toThrow(REFUSED);
  });

  it('is spoken by all nodes of a cluster, to each other too', async () => {
    const tls = { authority, authClients: 'yes' } as const;
    const cluster = await startCluster({ masters: 2, replicasPerMaster: 1, tls });
    open.push({ close: async () => cluster.stop() });
    const nodes = cluster.nodes.map(({ host, port }) => ({ host, port }));
    const client = new Cluster(nodes, {
      redisOptions: { tls: { ca: authority.ca, ...authority.issue() } },
      dnsLookup: (address, found) => found(null, address),
    });
    open.push({ close: () => client.disconnect() });
    for (const key of ['a', 'b', 'c', 'd', 'e']) expect(await client.set(key, key)).toBe('OK');
    expect(client.nodes('slave')).toHaveLength(2);
  });

  it('is spoken by Sentinels and what they watch', async () => {
    const deployment = await startSentinel({ tls: { authority } });
    open.push({ close: async () => deployment.stop() });
    const tls = { ca: authority.ca };
    const client = new Redis({
      name: deployment.name,
      sentinels: deployment.sentinels.map(({ host, port }) => ({ host, port })),
      sentinelTLS: tls,
      enableTLSForSentinelMode: true,
      tls,
    });
    open.push({ close: () => client.disconnect() });
    expect(await client.set('key', 'value')).toBe('OK');
    expect(await client.wait(1, 5000)).toBe(1);
  });
});
