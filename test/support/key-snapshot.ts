import { Cluster, type Redis } from 'ioredis';

/** Every key of the given clients with its serialized value, to compare before and after. */
export async function snapshotOfKeys(
  clients: ReadonlyArray<Redis | Cluster>,
  pattern: string,
): Promise<Map<string, string>> {
  const snapshot = new Map<string, string>();
  for (const client of clients) {
    for (const node of client instanceof Cluster ? client.nodes('master') : [client]) {
      const database = client instanceof Cluster ? 0 : (client.options.db ?? 0);
      for (const key of await node.keys(pattern)) {
        const dump = await node.dumpBuffer(key);
        snapshot.set(`${database} ${key}`, dump.toString('base64'));
      }
    }
  }
  return snapshot;
}
