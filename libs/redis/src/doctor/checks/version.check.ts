import { isTooOld, LEAST_VERSION } from '../../connections/startup/least-version.js';
import { error, info, ok, warning, type Found } from '../report/found.js';
import type { InfoFields } from '../servers/info-fields.js';
import { infoOf, type ServerCheck } from './server-check.js';

/** First major version that checks the keys of scripts and has sharded pub/sub. */
const RECOMMENDED_MAJOR = 7;

/** Name and version of a server, as INFO says. */
export function productOf(fields: InfoFields | undefined): {
  readonly product: string | null;
  readonly version: string | null;
} {
  const valkey = fields?.get('valkey_version');
  if (valkey !== undefined) return { product: 'valkey', version: valkey };
  const dragonfly = fields?.get('dragonfly_version');
  if (dragonfly !== undefined) return { product: 'dragonfly', version: dragonfly };
  const version = fields?.get('redis_version') ?? null;
  return { product: version === null ? null : (fields?.get('server_name') ?? 'redis'), version };
}

/** The server's version, and whether it is loading. */
export const checkVersion: ServerCheck = (server) => {
  const fields = infoOf(server);
  if (fields === undefined) {
    const reply = server.info.kind === 'refused' ? server.info.reply : '';
    const fix = 'Allow the user INFO: ACL SETUSER <user> +info';
    return [warning('server.version', `It does not say what it is: INFO was refused (${reply}).`, fix)];
  }
  return [...versionOf(fields), ...loadingOf(fields)];
};

function versionOf(fields: InfoFields): Found[] {
  const { product, version } = productOf(fields);
  if (product === null || version === null) return [info('server.version', 'It does not say its version.')];
  const name = `${product} ${version}`;
  if (product !== 'redis' && product !== 'valkey') {
    return [info('server.version', `${name}: the library is tested with Redis and Valkey.`)];
  }
  // Valkey says the version of Redis that it is compatible with.
  const compatible = fields.get('redis_version') ?? version;
  if (isTooOld(compatible)) {
    return [error('server.version', `${name} is too old.`, `Upgrade it to ${LEAST_VERSION} or newer.`)];
  }
  return Number.parseInt(compatible, 10) < RECOMMENDED_MAJOR
    ? [info('server.version', `${name} works; sharded pub/sub needs ${RECOMMENDED_MAJOR}.`)]
    : [ok('server.version', name)];
}

function loadingOf(fields: InfoFields): Found[] {
  if (fields.get('loading') !== '1' && fields.get('async_loading') !== '1') return [];
  const seconds = fields.get('loading_eta_seconds');
  const left = seconds === undefined ? '' : `, for about another ${seconds} s`;
  return [error('server.loading', `It is loading its data${left}.`, 'Wait for it.')];
}
