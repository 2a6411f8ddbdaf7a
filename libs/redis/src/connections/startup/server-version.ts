import type { Redis } from 'ioredis';
import { isReplyError } from '../driver-errors.js';
import { sendInternal } from '../guard/internal-command.js';
import { GuardedCluster } from '../guarded-cluster.js';
import type { RedisClient } from '../pool-clients.js';

/** The first version whose scripts may begin with `#!lua`. */
const SHEBANG_SINCE_MAJOR_VERSION = 7;

/**
 * Keeps `client.scriptShebang` true to the servers behind it, over every reconnection: a failover may lead to another
 * version. It is right before the first command of a connection is sent. In a cluster all nodes that were connected to
 * have to take such scripts.
 */
export function followServerVersion(client: RedisClient): void {
  if (!(client instanceof GuardedCluster)) {
    followConnection(client, (takesShebang) => {
      client.scriptShebang = takesShebang;
    });
    return;
  }
  const nodes = new Map<Redis, boolean>();
  const decide = (): void => {
    if (nodes.size > 0) client.scriptShebang = [...nodes.values()].every(Boolean);
  };
  client.on('+node', (node: Redis) => {
    followConnection(node, (takesShebang) => {
      if (node.status === 'end' || nodes.get(node) === takesShebang) return;
      nodes.set(node, takesShebang);
      decide();
    });
  });
  client.on('-node', (node: Redis) => {
    if (nodes.delete(node)) decide();
  });
}

function followConnection(connection: Redis, decide: (takesShebang: boolean) => void): void {
  // Sent behind the handshake and answered before its last step, so before anything else is sent.
  connection.on('connect', () => void ask());
  async function ask(): Promise<void> {
    try {
      const version = versionIn(await connection.hello());
      if (version !== undefined) {
        decide(version >= SHEBANG_SINCE_MAJOR_VERSION);
        return;
      }
    } catch {
      // Redis before 6, or a user who may not ask: the script below tells.
    }
    if (connection.status === 'ready') await tryOut();
    // A connection that is lost before it is ready asks again at the next attempt: one listener is enough for all.
    else if (connection.status === 'connect') connection.off('ready', whenReady).once('ready', whenReady);
  }
  function whenReady(): void {
    void tryOut();
  }
  async function tryOut(): Promise<void> {
    try {
      await sendInternal(connection, 'eval', ['#!lua\nreturn 1', '0']);
      decide(true);
    } catch (error) {
      // Any refusal but that of the compiler is not about the first line; without an answer all stays as it is.
      if (error instanceof Error && isReplyError(error)) decide(!/compil/i.test(error.message));
    }
  }
}

/** The major version in the reply of HELLO: names and values in turn. */
function versionIn(reply: unknown): number | undefined {
  if (!Array.isArray(reply)) return undefined;
  const version = reply[reply.indexOf('version') + 1];
  const major = typeof version === 'string' ? Number.parseInt(version, 10) : Number.NaN;
  return Number.isNaN(major) ? undefined : major;
}
