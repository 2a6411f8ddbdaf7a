import { InvalidArgumentError } from '../common/invalid-argument.error.js';
import { GuardedCluster } from '../connections/guarded-cluster.js';
import type { PoolClients, RedisClient } from '../connections/pool-clients.js';

const RUN_ID = /^run_id:(\w+)/m;

/**
 * Makes sure that no database is both source and target: the copy never writes to what it reads.
 * @throws InvalidArgumentError
 */
export async function assertSeparate(
  aliases: Iterable<string>,
  from: PoolClients,
  to: PoolClients,
): Promise<void> {
  const all = [...aliases];
  const [sources, targets] = await Promise.all(
    [from, to].map(async (pools) => Promise.all(all.map(async (alias) => databasesOf(pools.client(alias))))),
  );
  const known = new Set(sources?.flat());
  if (!targets?.flat().some((database) => known.has(database))) return;
  throw new InvalidArgumentError('to', 'databases that "from" does not have', 'a database of both');
}

async function databasesOf(client: RedisClient): Promise<string[]> {
  const nodes = client instanceof GuardedCluster ? client.nodes('master') : [client];
  const db = client instanceof GuardedCluster ? 0 : (client.options.db ?? 0);
  return Promise.all(
    nodes.map(async (node) => `${RUN_ID.exec(String(await node.call('info', ['server'])))?.[1]} ${db}`),
  );
}
