import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startRedis, type RedisServer } from '@tenantry/redis-testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { diagnosisOf, errorsOf, findingOf } from './diagnosis.js';

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

describe('A report on a server with TLS', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tenantry-doctor-'));
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  let server: RedisServer;
  let port: number;

  beforeAll(async () => {
    const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'];
    const request = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', ...subject];
    execFileSync('openssl', [...request, '-keyout', key, '-out', cert], { stdio: 'ignore' });
    port = await freePort();
    server = await startRedis({
      config: [
        `tls-port ${port}`,
        `tls-cert-file ${cert}`,
        `tls-key-file ${key}`,
        `tls-ca-cert-file ${cert}`,
        'tls-auth-clients no',
      ],
    });
  });
  afterAll(async () => {
    await server.stop();
    rmSync(folder, { recursive: true });
  });

  it('names the protocol, and a certificate that ends soon', async () => {
    const tls = { ca: readFileSync(cert) };
    const report = await diagnosisOf({ url: `rediss://127.0.0.1:${port}`, defaults: { tls } });
    expect(errorsOf(report)).toEqual([]);
    expect(findingOf(report, 'connection').message).toMatch(/with TLSv1\.\d\.$/);
    expect(findingOf(report, 'tls')).toMatchObject({ severity: 'warning' });
  });

  it('says that the certificate is not known', async () => {
    const report = await diagnosisOf({ url: `rediss://127.0.0.1:${port}` });
    expect(errorsOf(report)).toEqual(['connection']);
    expect(findingOf(report, 'connection').fix).toContain('`tls.ca`');
  });

  it('says that only the server speaks TLS', async () => {
    const report = await diagnosisOf({ url: `redis://127.0.0.1:${port}` });
    expect(findingOf(report, 'connection').fix).toContain('use rediss://');
  });

  it('says that only the pool speaks TLS', async () => {
    const report = await diagnosisOf(
      { url: `rediss://127.0.0.1:${server.port}`, defaults: { connectTimeoutMs: 500 } },
      { pools: ['user'] },
    );
    expect(findingOf(report, 'connection')).toMatchObject({
      severity: 'error',
      fix: expect.stringContaining('TLS'),
    });
  });
});
