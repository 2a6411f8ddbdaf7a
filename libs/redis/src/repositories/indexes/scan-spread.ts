import slotOf from 'cluster-key-slot';
import { describeType } from '../../common/describe.js';
import { InvalidArgumentError } from '../../common/invalid-argument.error.js';
import { PoolUnavailableError } from '../../connections/connectivity.errors.js';
import { GuardedCluster } from '../../connections/guarded-cluster.js';
import type { RedisClient } from '../../connections/pool-clients.js';
import { scanRecords, type ScanStep } from '../../scripts/scan-records.script.js';
import { scanCursor } from '../page-arguments.js';

const CURSOR = /^(\d{1,5})-(\d{1,20})$/;

/**
 * One step of a scan for hashes that are in all slots: of one master after the other, in the order of their slots. A
 * cursor is `<slot>-<cursor>`, with a slot of the master it is for.
 * @param prefix what the keys begin with: an open hash tag
 * @throws InvalidArgumentError for a cursor that is none
 */
export async function scanSpread(
  client: RedisClient,
  prefix: string,
  cursor: string | undefined,
  count: number,
): Promise<ScanStep> {
  if (!(client instanceof GuardedCluster)) return scanRecords(client, prefix, scanCursor(cursor), count);
  const [, slot = '', inNode = ''] = CURSOR.exec(cursor ?? '0-0') ?? [];
  if (slot === '') {
    throw new InvalidArgumentError('cursor', 'a cursor that this call returned', describeType(cursor));
  }
  const first = firstSlots(client);
  const node = client.slots[Number(slot)]?.[0];
  const step = await scanRecords(client, prefix, inNode, count, keyOn(client, prefix, node));
  if (step.cursor !== null) return { keys: step.keys, cursor: `${slot}-${step.cursor}` };
  const here = (node === undefined ? undefined : first.get(node)) ?? Number(slot);
  const next = [...first.values()].find((start) => start > here);
  return { keys: step.keys, cursor: next === undefined ? null : `${next}-0` };
}

/** The lowest slot of each master, in rising order. */
function firstSlots({ slots }: GuardedCluster): ReadonlyMap<string, number> {
  const first = new Map<string, number>();
  for (const [slot, [node]] of slots.entries()) {
    if (node !== undefined && !first.has(node)) first.set(node, slot);
  }
  return first;
}

/** A key that the master has, if it exists: what routes a step to it. */
function keyOn(client: GuardedCluster, prefix: string, node: string | undefined): string {
  if (node !== undefined) {
    // A master with a single slot is met within some hundred thousand tries.
    for (let number = 0; number < 1_000_000; number++) {
      const key = `${prefix}${number}}`;
      if (client.slots[slotOf(key)]?.[0] === node) return key;
    }
  }
  throw new PoolUnavailableError(client.poolAlias, 'scan', new Error('no node of the cluster has the slot'));
}
