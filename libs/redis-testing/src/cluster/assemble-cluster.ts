import type { Redis } from 'ioredis';
import { waitUntil } from '../common/wait-until.js';
import { withAdmins } from '../server/admin-connection.js';
import type { RedisServer } from '../server/redis-server.js';
import { slotRanges } from './slot-ranges.js';
import { slotMapOf, type SlotMap } from './slot-map.js';

/**
 * Makes a cluster of empty nodes: the first `masters` get the slots, the others become their replicas in turn.
 * Resolves when every node can serve and all agree on who owns what.
 */
export async function assembleCluster(nodes: readonly RedisServer[], masters: number): Promise<void> {
  await withAdmins(nodes, async (admins) => {
    await assignSlots(admins.slice(0, masters));
    await introduce(admins, nodes);
    await attachReplicas(admins, masters);
    await waitUntil(async () => isReady(admins, nodes.length, masters), {
      what: `${nodes.length} cluster nodes agree on their slots`,
      timeoutMs: 30_000,
    });
  });
}

async function assignSlots(masters: readonly Redis[]): Promise<void> {
  const ranges = slotRanges(masters.length);
  await Promise.all(
    masters.map(async (admin, index) => {
      // Different epochs from the start: nodes need not settle a conflict first.
      await admin.cluster('SET-CONFIG-EPOCH', index + 1);
      await admin.cluster('ADDSLOTS', ...(ranges[index] ?? []));
    }),
  );
}

/** Every pair meets: faster than waiting for gossip to spread the word. */
async function introduce(admins: readonly Redis[], nodes: readonly RedisServer[]): Promise<void> {
  await Promise.all(
    admins.flatMap((admin, index) =>
      nodes.slice(index + 1).map(async ({ host, port }) => admin.cluster('MEET', host, port)),
    ),
  );
}

async function attachReplicas(admins: readonly Redis[], masters: number): Promise<void> {
  await Promise.all(
    admins.slice(masters).map(async (replica, index) => {
      const masterId = await admins[index % masters]?.cluster('MYID');
      // Refused until the two have met.
      await waitUntil(async () => (await replica.cluster('REPLICATE', String(masterId))) === 'OK', {
        what: 'a replica knows its master',
      });
    }),
  );
}

async function isReady(admins: readonly Redis[], nodes: number, masters: number): Promise<boolean> {
  const infos = await Promise.all(admins.map(async (admin) => admin.cluster('INFO')));
  if (!infos.every((info) => info.includes('cluster_state:ok'))) return false;
  const maps = await Promise.all(admins.map(slotMapOf));
  return maps.every((map) => isComplete(map, nodes, masters) && map.text === maps[0]?.text);
}

function isComplete(map: SlotMap, nodes: number, masters: number): boolean {
  return map.masters === masters && map.nodes === nodes;
}
