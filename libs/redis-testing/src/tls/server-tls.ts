import type { CertificateAuthority, IssuedCertificate } from './certificate-authority.js';

/** TLS of a server: it then takes no other connections on its port. */
export interface ServerTlsOptions {
  /** Who issues its certificate, and those of the clients it takes. */
  readonly authority: CertificateAuthority;
  /** @default one of the authority for localhost, valid for a day */
  readonly certificate?: IssuedCertificate;
  /** Whether clients have to show a certificate of the authority. @default 'no' */
  readonly authClients?: 'yes' | 'no' | 'optional';
}

/** Files in the server's folder. To replace them, write them and send `CONFIG SET tls-cert-file server.crt`. */
export const TLS_FILES = { ca: 'ca.crt', cert: 'server.crt', key: 'server.key' } as const;

/** The files a server with TLS needs, by name. */
export function tlsFiles({ authority, certificate }: ServerTlsOptions): Readonly<Record<string, string>> {
  const { cert, key } = certificate ?? authority.issue();
  return { [TLS_FILES.ca]: authority.ca, [TLS_FILES.cert]: cert, [TLS_FILES.key]: key };
}

/** Lines of redis.conf. Servers speak TLS to each other, too: as replicas, in a cluster, and as Sentinels. */
export function tlsLines(port: number, { authClients = 'no' }: ServerTlsOptions): string[] {
  return [
    'port 0',
    `tls-port ${port}`,
    `tls-ca-cert-file ${TLS_FILES.ca}`,
    `tls-cert-file ${TLS_FILES.cert}`,
    `tls-key-file ${TLS_FILES.key}`,
    `tls-auth-clients ${authClients}`,
    'tls-replication yes',
    'tls-cluster yes',
  ];
}
