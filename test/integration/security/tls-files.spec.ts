import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CertificateAuthority, TLS_FILES, type IssuedCertificate } from '@tenantry/redis-testing';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { resolveConfig } from '../../../libs/redis/src/config/resolve-config.js';
import { RedisConnectionManager } from '../../../libs/redis/src/connections/redis-connection.manager.js';
import { RecordingLogger } from '../../support/recording-logger.js';
import { tlsDeployments, type RunningTlsDeployment } from './tls-deployments.js';

describe.each(tlsDeployments)('certificates in files, on $name', (topology) => {
  const old = new CertificateAuthority();
  const renewed = new CertificateAuthority();
  const log = new RecordingLogger();
  let folder: string;
  let deployment: RunningTlsDeployment;
  let pools: RedisConnectionManager;

  const path = (name: string): string => join(folder, name);

  function writeClient(ca: string, { cert, key }: IssuedCertificate): void {
    writeFileSync(path('ca.crt'), ca);
    writeFileSync(path('client.crt'), cert);
    writeFileSync(path('client.key'), key);
  }

  async function onServers(task: (admin: Redis, folder: string) => Promise<unknown>): Promise<void> {
    await Promise.all(
      deployment.servers.map(async ({ socketPath, folder: itsFolder }) => {
        const admin = new Redis({ path: socketPath });
        await task(admin, itsFolder).finally(() => admin.disconnect());
      }),
    );
  }

  /** Servers and clients of the test trust this authority and no other; connections that are open stay. */
  async function renewServers(authority: CertificateAuthority): Promise<void> {
    await onServers(async (admin, itsFolder) => {
      const { cert, key } = authority.issue();
      writeFileSync(join(itsFolder, TLS_FILES.ca), authority.ca);
      writeFileSync(join(itsFolder, TLS_FILES.cert), cert);
      writeFileSync(join(itsFolder, TLS_FILES.key), key);
      const files = [TLS_FILES.ca, TLS_FILES.cert, TLS_FILES.key];
      const names = ['tls-ca-cert-file', 'tls-cert-file', 'tls-key-file'];
      await admin.call('CONFIG', 'SET', ...names.flatMap((name, index) => [name, files[index] ?? '']));
    });
  }

  async function cutClients(): Promise<void> {
    await onServers(async (admin) => admin.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes'));
  }

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'tenantry-tls-'));
    writeClient(old.ca, old.issue({ hosts: [] }));
    deployment = await topology.start({ authority: old, authClients: 'yes' });
    const tls = { caFile: path('ca.crt'), certFile: path('client.crt'), keyFile: path('client.key') };
    const defaults = { ...deployment.pool, tls, commandTimeoutMs: 1_000 };
    pools = new RedisConnectionManager(resolveConfig({ env: false, configFile: false, defaults }), log);
    await pools.connect();
  });
  afterAll(async () => {
    await pools.close();
    await deployment.stop();
    rmSync(folder, { recursive: true });
  });
  beforeEach(() => {
    log.warnings.length = 0;
  });

  const works = async (): Promise<string> =>
    pools
      .client('user')
      .set('{key}', 'value')
      .then(String, ({ name }: Error) => name);

  it('are used by every connection', async () => {
    expect(await works()).toBe('OK');
    expect(
      await pools.withConnection('user', async (connection) => connection.get('{key}'), { key: '{key}' }),
    ).toBe('value');
  });

  it('are passed over while they do not go together, and the log says so', async () => {
    writeFileSync(path('client.crt'), old.issue({ hosts: [] }).cert);
    await cutClients();
    await expect.poll(works).toBe('OK');
    expect(log.warnings).toContainEqual(
      expect.stringMatching(
        /^Connections go on with the certificates that were read before: certificates and keys cannot be used/,
      ),
    );
  });

  // Sentinels would have to be renewed at the same moment.
  it.skipIf(topology.name === 'sentinel')(
    'are read again when the authority is another, without a restart',
    async () => {
      await renewServers(renewed);
      await cutClients();
      await expect.poll(works).not.toBe('OK');
      await expect
        .poll(() => log.warnings.join())
        .toMatch(/cannot connect: .*Check `tls\.ca` or `tls\.caFile`/);
      writeClient(renewed.ca, renewed.issue({ hosts: [] }));
      await expect.poll(works).toBe('OK');
      expect(pools.state('user')).not.toBe('FAILED');
    },
  );
});
