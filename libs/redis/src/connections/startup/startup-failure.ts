import type { ResolvedCommonPool } from '../../config/resolved-config.js';

/** What is known about a reason why a pool cannot be connected. */
export interface StartupAdvice {
  /** What to do about it; empty if nobody knows. */
  readonly advice: string;
  /** Whether waiting may help: the start tries again. Otherwise somebody has to change something. */
  readonly isTemporary: boolean;
}

interface KnownFailure extends StartupAdvice {
  readonly pattern: RegExp;
}

const temporary = (pattern: RegExp, advice: string): KnownFailure => ({ pattern, advice, isTemporary: true });
const permanent = (pattern: RegExp, advice: string): KnownFailure => ({
  pattern,
  advice,
  isTemporary: false,
});

/** By what the driver, Node or the server said; the first that matches. */
const KNOWN_FAILURES: readonly KnownFailure[] = [
  temporary(
    /\bLOADING\b|took no commands/,
    'It is loading its data: wait for it, or raise `loadingTimeoutMs`.',
  ),
  temporary(
    /\bMASTERDOWN\b/,
    'It is a replica that has lost its primary: name the primary, or check `replicaof` and INFO replication there.',
  ),
  temporary(/\bBUSY\b/, 'A script has kept it busy for too long: wait for it, or end it with SCRIPT KILL.'),
  temporary(
    /\bCLUSTERDOWN\b|cluster is not ready/i,
    'Look at CLUSTER INFO and CLUSTER NODES there: all slots need a master, and the user the command CLUSTER.',
  ),
  temporary(/max number of clients/, 'Raise `maxclients` of the server, or find who holds the connections.'),
  permanent(
    /sentinel .*(invalid reply: null|No such master)/,
    'Those Sentinels watch no primary of that name: check `name` (SENTINEL MASTERS lists them).',
  ),
  permanent(
    /sentinel .*(NOAUTH|WRONGPASS)/,
    'The Sentinels have a password of their own: check `sentinelUsername` and `sentinelPassword`.',
  ),
  permanent(
    /WRONGPASS|invalid username-password|invalid password/,
    'Check user name and password, and that the user is on (ACL LIST).',
  ),
  permanent(/NOAUTH/, 'The server asks for a password: set one.'),
  permanent(/DENIED|protected mode/i, 'Set a password on the server, or `bind` and `protected-mode`.'),
  permanent(
    /DB index is out of range/,
    'The server does not have this database: set `db`, or raise `databases` of the server.',
  ),
  permanent(
    /SELECT is not allowed/,
    'The server does not have this database, because it is a node of a cluster: set `topology: "cluster"`.',
  ),
  permanent(/cluster support disabled/, 'It is a single server: leave out `topology: "cluster"`.'),
  permanent(
    /wrong version number|packet length too long|EPROTO\b(?!.*alert)/i,
    'The server does not speak TLS there: use redis:// without `tls`, or its TLS port.',
  ),
  permanent(
    /certificate required|alert (handshake|number 116)/i,
    'The server asks for a certificate of the client: set `tls.certFile` and `tls.keyFile`, or `tls.cert` and `tls.key`.',
  ),
  permanent(
    /alert (bad certificate|certificate (expired|revoked|unknown)|unknown ca|unsupported certificate)/i,
    'The server refuses the certificate of this client: renew it (`tls.certFile`, `tls.cert`), or let the server trust ' +
      'its issuer (`tls-ca-cert-file` there).',
  ),
  permanent(
    /certificate has expired|certificate is not yet valid/i,
    "Renew the certificate of the server, or the authority's in `tls.caFile` or `tls.ca`; or correct a clock.",
  ),
  permanent(
    /altname/i,
    'The certificate of the server is for other names: connect by one of them, or set `tls.servername` to one.',
  ),
  permanent(
    /CERT|certificate|self.signed|unable to verify|DECODER|\bPEM\b/i,
    "Check `tls.ca` or `tls.caFile`: it has to hold the authority of the server's certificate.",
  ),
  permanent(/\bEACCES\b|\bEPERM\b/, 'This process may not open that socket: check its permissions.'),
  temporary(
    /none of them could be connected to/,
    'Is Redis running there? Check addresses, firewall, and TLS on both sides.',
  ),
  temporary(/ECONNREFUSED|ENOENT/, 'Is Redis running there?'),
  temporary(/ENOTFOUND|EAI_AGAIN/, 'Is the host name right?'),
  temporary(/EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL/, 'Is there a route to that address?'),
  temporary(
    /no reply within/,
    'It takes connections and says nothing: is the process frozen or overloaded, or is TLS on one side only?',
  ),
  temporary(/ETIMEDOUT/, 'Check address, firewall, and TLS on both sides.'),
];

/** What a server does that speaks TLS to one that does not, and one that misses the certificate of the client. */
const HUNG_UP = /ECONNRESET|EPIPE|closed|disconnected/i;

/** First byte of an answer that is not the protocol of Redis, as ioredis tells it. */
const FOREIGN_BYTE = /Unknown RESP type (?<byte>\d+)/;

/** Of a TLS record that carries an alert. */
const TLS_ALERT = 21;

const LETTER_H = 72;

/** What to do about an error of connecting, with or without TLS. */
export function adviceFor({ message }: Error, { tls }: Pick<ResolvedCommonPool, 'tls'>): StartupAdvice {
  const noPermission = /NOPERM.*?'(?<command>[^']+)' command/s.exec(message)?.groups?.['command'];
  if (noPermission !== undefined) {
    return {
      advice: `Connecting needs that command: allow it with ACL SETUSER <user> +${noPermission}.`,
      isTemporary: false,
    };
  }
  if (/NOPERM/.test(message)) {
    return {
      advice: 'The ACL user lacks a permission that connecting needs: +hello +select +ping.',
      isTemporary: false,
    };
  }
  const byte = FOREIGN_BYTE.exec(message)?.groups?.['byte'];
  if (byte !== undefined) return { advice: speakerOf(Number(byte)), isTemporary: false };
  const known = KNOWN_FAILURES.find(({ pattern }) => pattern.test(message));
  if (known !== undefined) return known;
  if (HUNG_UP.test(message)) {
    const about =
      tls === undefined
        ? 'It hangs up: if it speaks TLS, use rediss:// or set `tls`'
        : 'It hangs up: it may not speak TLS, or ask for a certificate of the client (`tls.certFile`, `tls.cert`)';
    return { advice: `${about}. Otherwise check address and firewall.`, isTemporary: true };
  }
  // An error reply: asked again, the server says the same.
  return { advice: '', isTemporary: !/^[A-Z]+ /.test(message) };
}

function speakerOf(byte: number): string {
  if (byte === TLS_ALERT) return 'The server speaks TLS there: use rediss://, or set `tls`.';
  const what = byte === LETTER_H ? 'An HTTP server' : 'Something that is not Redis';
  return `${what} answers at this address: check host and port.`;
}
