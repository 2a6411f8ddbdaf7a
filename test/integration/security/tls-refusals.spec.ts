import type { ConnectionOptions } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CertificateAuthority } from '../../../libs/redis-testing/src/tls/certificate-authority.js';
import { failureOf, QUICK_ATTEMPTS } from '../connections/startup/failing-start.js';
import { tlsDeployments, type RunningTlsDeployment } from './tls-deployments.js';

const PAST = { notBefore: new Date('2020-01-01T00:00:00Z'), notAfter: new Date('2020-02-01T00:00:00Z') };
const authority = new CertificateAuthority();
const { ca } = authority;

/** What the servers show, and whether they want something shown. */
const SERVERS = {
  strict: { authority, authClients: 'yes' },
  expired: { authority, certificate: authority.issue(PAST) },
  misnamed: { authority, certificate: authority.issue({ hosts: ['redis.internal'] }) },
} as const;

const CLIENTS = {
  ours: { ca, ...authority.issue({ hosts: [] }) },
  anonymous: { ca },
  distrustful: { ca: new CertificateAuthority().ca },
  foreign: { ca, ...new CertificateAuthority().issue({ hosts: [] }) },
  overdue: { ca, ...authority.issue({ hosts: [], ...PAST }) },
};

interface Refusal {
  readonly what: string;
  readonly servers: keyof typeof SERVERS;
  readonly client: ConnectionOptions;
  readonly message: RegExp;
}

const REFUSALS: readonly Refusal[] = [
  {
    what: 'an authority that the client does not trust',
    servers: 'misnamed',
    client: CLIENTS.distrustful,
    message: /(unable to verify|self-signed).*`tls\.ca/,
  },
  {
    what: 'a certificate of the server that has expired',
    servers: 'expired',
    client: CLIENTS.anonymous,
    message: /certificate has expired\. Renew the certificate of the server/,
  },
  {
    what: 'a certificate of another host',
    servers: 'misnamed',
    client: CLIENTS.anonymous,
    message: /127\.0\.0\.1 is not in the cert's list.*`tls\.servername`/,
  },
  {
    what: 'no certificate of the client',
    servers: 'strict',
    client: CLIENTS.anonymous,
    message: /server asks for a certificate of the client.*`tls\.certFile` and `tls\.keyFile`/,
  },
  {
    what: 'a certificate of a client that the server does not trust',
    servers: 'strict',
    client: CLIENTS.foreign,
    message: /alert unknown ca.*let the server trust its issuer/,
  },
  {
    what: 'a certificate of the client that has expired',
    servers: 'strict',
    client: CLIENTS.overdue,
    message: /alert certificate expired.*renew it \(`tls\.certFile`/,
  },
];

describe.each(tlsDeployments)('TLS on $name', ({ start, name }) => {
  const deployments = new Map<keyof typeof SERVERS, RunningTlsDeployment>();

  const poolOf = (servers: keyof typeof SERVERS) => {
    const deployment = deployments.get(servers);
    if (deployment === undefined) throw new Error(`no deployment "${servers}"`);
    return deployment.pool;
  };

  beforeAll(async () => {
    // Nodes and Sentinels do not trust such certificates of each other either.
    const kinds =
      name === 'standalone' ? (['strict', 'expired', 'misnamed'] as const) : (['strict'] as const);
    await Promise.all(kinds.map(async (kind) => deployments.set(kind, await start(SERVERS[kind]))));
  });
  afterAll(async () => {
    await Promise.all([...deployments.values()].map(async ({ stop }) => stop()));
  });

  const refusals = REFUSALS.filter(({ servers }) => name === 'standalone' || servers === 'strict');
  const elsewhere = {
    what: 'an authority that the client does not trust',
    servers: 'strict',
    client: { ...CLIENTS.ours, ca: CLIENTS.distrustful.ca },
    message: /(unable to verify|self-signed).*`tls\.ca/,
  } as const;

  it.each(name === 'standalone' ? refusals : [...refusals, elsewhere])(
    'refuses $what at the first attempt, and says what to do',
    async ({ servers, client, message }) => {
      const failure = await failureOf({ defaults: { ...poolOf(servers), ...QUICK_ATTEMPTS, tls: client } });
      expect(failure).toMatchObject({ code: 'POOL_STARTUP_FAILED', details: { attempts: 1 } });
      expect(failure.message).toMatch(message);
    },
  );

  it('refuses another host name at the first attempt, and says what to do', async () => {
    const tls = { ...CLIENTS.ours, servername: 'cache.example.com' };
    const failure = await failureOf({ defaults: { ...poolOf('strict'), ...QUICK_ATTEMPTS, tls } });
    expect(failure).toMatchObject({ code: 'POOL_STARTUP_FAILED', details: { attempts: 1 } });
    expect(failure.message).toMatch(/cache\.example\.com.*`tls\.servername`/);
  });
});
