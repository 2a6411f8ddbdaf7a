import type { ResolvedPoolOptions } from '../../config/resolved-config.js';
import { adviceFor } from '../../connections/startup/startup-failure.js';
import { error, ok, type Found } from '../report/found.js';
import { partsOf, type InfoFields } from '../servers/info-fields.js';
import type { ServerConnection } from '../servers/server-connection.js';

/** Whether the database of each pool can be selected, and what it holds. */
export async function checkDatabases(
  connection: ServerConnection,
  pools: readonly ResolvedPoolOptions[],
  info: InfoFields | undefined,
): Promise<Found[]> {
  const found: Found[] = [];
  for (const pool of pools) {
    if (pool.topology === 'cluster') continue;
    const { alias, db } = pool;
    const reply = db === 0 ? undefined : await connection.ask('select', String(db));
    if (reply?.kind === 'refused') {
      const { advice } = adviceFor(new Error(reply.reply), pool);
      const text = `Database ${db} cannot be selected: ${reply.reply}.`;
      found.push({ ...error('database', text, advice === '' ? undefined : advice), pools: [alias] });
    } else {
      found.push({ ...ok('database', `Database ${db}${describeKeys(db, info)}.`), pools: [alias] });
    }
  }
  return found;
}

function describeKeys(db: number, info: InfoFields | undefined): string {
  if (info === undefined) return '';
  const parts = partsOf(info.get(`db${db}`));
  return `: ${parts.get('keys') ?? 0} keys, ${parts.get('expires') ?? 0} of them with an expiry`;
}
