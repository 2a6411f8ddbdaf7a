import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startRedis, type RedisServer } from '@tenantry/redis-testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connect } from '../../../support/topologies.js';
import { failureOf, QUICK_ATTEMPTS } from './failing-start.js';

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

describe('a Redis with TLS', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tenantry-tls-'));
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  let server: RedisServer;
  let tlsPort: number;
  let strictPort: number;
  let strict: RedisServer;

  beforeAll(async () => {
    const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'];
    const request = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', ...subject];
    execFileSync('openssl', [...request, '-keyout', key, '-out', cert], { stdio: 'ignore' });
    [tlsPort, strictPort] = [await freePort(), await freePort()];
    const lines = (port: number, authClients: string): string[] => [
      `tls-port ${port}`,
      `tls-cert-file ${cert}`,
      `tls-key-file ${key}`,
      `tls-ca-cert-file ${cert}`,
      `tls-auth-clients ${authClients}`,
    ];
    server = await startRedis({ config: lines(tlsPort, 'no') });
    strict = await startRedis({ config: lines(strictPort, 'yes') });
  });
  afterAll(async () => {
    await Promise.all([server.stop(), strict.stop()]);
    rmSync(folder, { recursive: true });
  });

  it('is connected to with its certificate', async () => {
    const tls = { ca: readFileSync(cert) };
    const manager = await connect({ url: `rediss://127.0.0.1:${tlsPort}`, defaults: { tls } });
    expect(await manager.client('user').ping()).toBe('PONG');
    await manager.close();
  });

  it('is named if only it speaks TLS', async () => {
    const failure = await failureOf({ url: `redis://127.0.0.1:${tlsPort}`, defaults: QUICK_ATTEMPTS });
    expect(failure.message).toMatch(/if it speaks TLS, use rediss:\/\/ or set `tls`/);
  });

  it('is named if only the pool speaks TLS', async () => {
    const failure = await failureOf({ url: `rediss://127.0.0.1:${server.port}`, defaults: QUICK_ATTEMPTS });
    expect(failure.message).toMatch(/TLS/);
  });

  it('says that its certificate is not known', async () => {
    const failure = await failureOf({ url: `rediss://127.0.0.1:${tlsPort}`, defaults: QUICK_ATTEMPTS });
    expect(failure.message).toMatch(/certificate.*Check `tls\.ca`/);
    expect(failure.details).toMatchObject({ attempts: 1 });
  });

  it('says that its certificate is for another name', async () => {
    const tls = { ca: readFileSync(cert), servername: 'redis.example.com' };
    const failure = await failureOf({
      url: `rediss://127.0.0.1:${tlsPort}`,
      defaults: { ...QUICK_ATTEMPTS, tls },
    });
    expect(failure.message).toMatch(/redis\.example\.com.*`tls\.servername`/);
    expect(failure.details).toMatchObject({ attempts: 1 });
  });

  it('says that it wants one of the client', async () => {
    const tls = { ca: readFileSync(cert) };
    const failure = await failureOf({
      url: `rediss://127.0.0.1:${strictPort}`,
      defaults: { ...QUICK_ATTEMPTS, tls },
    });
    expect(failure.message).toMatch(/certificate of the client.*`tls\.cert`.*`tls\.key`/);
  });
});
