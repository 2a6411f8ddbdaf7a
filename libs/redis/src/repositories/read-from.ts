import { describeType } from '../common/describe.js';
import { InvalidArgumentError } from '../common/invalid-argument.error.js';
import type { PoolAlias } from '../common/pool-alias.js';
import type { PoolClients, RedisClient } from '../connections/pool-clients.js';
import type { ReadAt } from './indexes/read-records.js';

/** Which server answers a read. */
export type ReadFrom = 'primary' | 'replica';

/** What is read, and where. */
export interface ReadPlace {
  /** Pool that is read from. */
  readonly pool: PoolAlias;
  /** Key that is read: in a cluster it decides which node, or which node's replica, answers. */
  readonly key: string;
  /** Which server answers. @default 'primary' */
  readonly readFrom?: ReadFrom | undefined;
}

/**
 * Whether a replica may answer.
 * @throws InvalidArgumentError for anything but the two
 */
export function mayReadFromReplica(readFrom: ReadFrom | undefined): boolean {
  if (readFrom === undefined || readFrom === 'primary') return false;
  if (readFrom === 'replica') return true;
  const given = typeof readFrom === 'string' ? JSON.stringify(readFrom) : describeType(readFrom);
  throw new InvalidArgumentError('readFrom', "'primary' or 'replica'", given);
}

/** Runs a read where its place says. Errors stay as they are. */
export async function runRead<T>(
  pools: PoolClients,
  { pool, key, readFrom }: ReadPlace,
  read: (client: RedisClient) => Promise<T>,
): Promise<T> {
  if (!mayReadFromReplica(readFrom) || pools.readFromReplica === undefined) return read(pools.client(pool));
  return pools.readFromReplica(pool, key, read);
}

/** Runs reads of several keys, each on a server that has its key. */
export function readerOf(
  pools: PoolClients,
  { pool, readFrom }: Pick<ReadPlace, 'pool' | 'readFrom'>,
): ReadAt {
  return async (key, read) => runRead(pools, { pool, key, readFrom }, read);
}
