import type { ResolvedPoolOptions } from '../../config/resolved-config.js';
import { info, ok, warning, type Found } from '../report/found.js';
import type { ServerFacts } from '../servers/server-facts.js';
import type { ServerCheck } from './server-check.js';

const DAY_MS = 86_400_000;
const SOON_DAYS = 14;

/** TLS, and whether anybody may connect. On this machine neither matters. */
export const checkSecurity: ServerCheck = (server, { pools }) => [
  ...tlsOf(server, pools),
  ...authenticationOf(server),
];

function tlsOf({ tls, isLocal }: ServerFacts, pools: readonly ResolvedPoolOptions[]): Found[] {
  if (tls === undefined) {
    if (isLocal) return [];
    const secret = pools.some(({ password }) => password !== undefined) ? ', and so does the password' : '';
    const fix = 'Set `tls` or use rediss://, with tls-port on the server.';
    return [info('tls', `Data goes over the network as it is${secret}.`, fix)];
  }
  if (tls.validTo === undefined) return [];
  const days = Math.floor((tls.validTo.getTime() - Date.now()) / DAY_MS);
  const text = `Its certificate is valid until ${tls.validTo.toISOString().slice(0, 10)}.`;
  const fix = 'Renew it, and reload it: CONFIG SET tls-cert-file <path>';
  return [days < SOON_DAYS ? warning('tls', text, fix) : ok('tls', text)];
}

function authenticationOf({ isOpenToAll, isLocal, user }: ServerFacts): Found[] {
  if (isOpenToAll && !isLocal) {
    const fix = 'Set a password (requirepass, or ACL SETUSER), and give it to the pool.';
    return [warning('authentication', 'It asks for no password.', fix)];
  }
  return user.kind === 'answered' ? [ok('authentication', `The pool is user "${user.value}".`)] : [];
}
