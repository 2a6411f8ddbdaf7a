import type { Redis } from 'ioredis';
import { withAdmins } from '../server/admin-connection.js';
import type { RedisServer } from '../server/redis-server.js';

/** Options of `RedisCluster.moveSlot`. */
export interface MoveSlotOptions {
  /** Keys that are moved at once. The fewer, the longer the slot is on two nodes. @default 10 */
  readonly keysAtOnce?: number;
  /** Called after each step, when some keys of the slot may be on the old node and some on the new. */
  readonly onStep?: () => Promise<void> | void;
}

const MIGRATE_TIMEOUT_MS = 5_000;

/** Moves a slot with its keys, as `redis-cli --cluster reshard` does: the cluster serves all the while. */
export async function migrateSlot(
  nodes: readonly RedisServer[],
  slot: number,
  target: RedisServer,
  { keysAtOnce = 10, onStep }: MoveSlotOptions,
): Promise<number> {
  const running = nodes.filter(({ pid }) => pid !== undefined);
  return withAdmins(running, async (admins) => {
    const ids = await Promise.all(admins.map(async (admin) => admin.cluster('MYID')));
    const to = running.indexOf(target);
    const [newOwner, targetId] = [admins[to], ids[to]];
    if (newOwner === undefined || targetId === undefined) throw new Error('The new owner does not run.');
    const sourceId = await ownerOf(slot, newOwner);
    const oldOwner = admins[ids.indexOf(sourceId)];
    if (oldOwner === undefined) throw new Error(`The owner of slot ${slot} does not run.`);
    if (oldOwner === newOwner) return 0;
    await newOwner.cluster('SETSLOT', slot, 'IMPORTING', sourceId);
    await oldOwner.cluster('SETSLOT', slot, 'MIGRATING', targetId);
    await onStep?.();
    let moved = 0;
    for (;;) {
      const keys = await oldOwner.cluster('GETKEYSINSLOT', slot, keysAtOnce);
      if (keys.length === 0) break;
      await oldOwner.call('MIGRATE', target.host, target.port, '', 0, MIGRATE_TIMEOUT_MS, 'KEYS', ...keys);
      moved += keys.length;
      await onStep?.();
    }
    // The new owner first: it is never without one.
    for (const admin of [
      newOwner,
      oldOwner,
      ...admins.filter((each) => each !== newOwner && each !== oldOwner),
    ]) {
      await assign(admin, slot, targetId);
    }
    return moved;
  });
}

async function assign(admin: Redis, slot: number, ownerId: string): Promise<void> {
  const role = await admin.role();
  // Replicas hear it from their masters.
  if (role[0] === 'master') await admin.cluster('SETSLOT', slot, 'NODE', ownerId);
}

/** Id of the node that has a slot. */
async function ownerOf(slot: number, admin: Redis): Promise<string> {
  const ranges = await admin.cluster('SLOTS');
  const range = ranges.find(([start, end]) => start <= slot && slot <= end);
  const id = range?.[2]?.[2];
  if (id === undefined) throw new Error(`Nobody has slot ${slot}.`);
  return id;
}
