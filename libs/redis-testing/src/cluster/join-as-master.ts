import { waitUntil } from '../common/wait-until.js';
import { withAdmins } from '../server/admin-connection.js';
import type { RedisServer } from '../server/redis-server.js';

/** Makes an empty node part of a cluster, as a master without slots. Resolves when all know it and it can serve. */
export async function joinAsMaster(node: RedisServer, others: readonly RedisServer[]): Promise<void> {
  const running = others.filter(({ pid }) => pid !== undefined);
  await withAdmins([node, ...running], async ([admin, ...members]) => {
    if (admin === undefined) return;
    await Promise.all(running.map(async ({ host, port }) => admin.cluster('MEET', host, port)));
    const id = await admin.cluster('MYID');
    await waitUntil(
      async () => {
        const views = await Promise.all(members.map(async (member) => String(await member.cluster('NODES'))));
        return views.every((view) => view.includes(id)) && (await admin.cluster('INFO')).includes('state:ok');
      },
      { what: 'every node of the cluster knows the new one', timeoutMs: 30_000 },
    );
  });
}
