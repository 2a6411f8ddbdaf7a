import { TENANTRY_ERROR_CODES } from '../common/error-codes.js';
import { TenantryError } from '../common/tenantry.error.js';

/** A pool alias that no configuration source describes. */
export class UnknownPoolError extends TenantryError {
  constructor(alias: string, known: readonly string[]) {
    super(
      `There is no pool "${alias}". Known: ${known.join(', ')}. ` +
        'Describe it in `pools` of RedisModule, or by its environment variable.',
      { code: TENANTRY_ERROR_CODES.UNKNOWN_POOL, details: { pool: alias, known } },
    );
  }
}

/** A pool could not be connected while the application was starting. */
export class PoolStartupError extends TenantryError {
  constructor(pool: { readonly alias: string; readonly origin: string }, address: string, cause: Error) {
    super(
      `Pool "${pool.alias}" could not connect to ${address} (from ${pool.origin}): ${cause.message.replace(/\.$/, '')}.${hintFor(cause)}`,
      { code: TENANTRY_ERROR_CODES.POOL_STARTUP_FAILED, details: { pool: pool.alias, address }, cause },
    );
  }
}

/** A command that would change the state of a connection which other callers share. */
export class SharedConnectionError extends TenantryError {
  constructor(pool: string, operation: string, instead: string) {
    super(`${operation} is refused on the shared connection of pool "${pool}": ${instead}.`, {
      code: TENANTRY_ERROR_CODES.SHARED_CONNECTION,
      details: { pool, operation },
    });
  }
}

/** What to look at, by what the driver or the server said. */
const HINTS: readonly (readonly [pattern: RegExp, hint: string])[] = [
  [/ECONNREFUSED|ENOENT/, 'Is Redis running there?'],
  [/ENOTFOUND|EAI_AGAIN/, 'Is the host name right?'],
  [/WRONGPASS|invalid username-password|invalid password/, 'Check user name and password.'],
  [/NOAUTH/, 'The server asks for a password: set one.'],
  [/NOPERM/, 'The ACL user lacks a permission that connecting needs.'],
  [
    /EPROTO|wrong version number|SSL|packet length/i,
    'The server may not speak TLS: use redis:// without `tls`.',
  ],
  [/CERT|certificate|altnames/i, 'Check `tls.ca`, `tls.servername` and the certificate of the server.'],
  [
    /DB index|SELECT is not allowed/,
    'The server does not have this database: set `db`, or `topology: "cluster"`.',
  ],
  [
    /ETIMEDOUT|Protocol error|ECONNRESET|closed|no connection/i,
    'Check address, firewall, and TLS on both sides.',
  ],
];

function hintFor({ message }: Error): string {
  const hint = HINTS.find(([pattern]) => pattern.test(message))?.[1];
  return hint === undefined ? '' : ` ${hint}`;
}
