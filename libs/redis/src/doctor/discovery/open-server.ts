import type { ResolvedPoolOptions, ServerEndpoint } from '../../config/resolved-config.js';
import { connectionFailure } from '../../connections/startup/connection-failure.js';
import { adviceFor } from '../../connections/startup/startup-failure.js';
import { error, ok, type Found } from '../report/found.js';
import { ServerConnection } from '../servers/server-connection.js';
import { describeEndpoint, type ConnectionRefusal } from '../servers/server-connections.js';
import type { DiscoveryParts } from './discovery.js';

/** Replies that are not from a Redis that knows us. Any other reply, an error too, is. */
const NOT_LET_IN = /^(NOAUTH|DENIED)\b/;

const REPLY = /^[A-Z]+ /;

/** Connects to a server of a pool, and notes what came of it. */
export async function openServer(
  { pool, connections, note }: DiscoveryParts,
  endpoint: ServerEndpoint,
): Promise<ServerConnection | undefined> {
  const opened = await connections.open(endpoint);
  if (!(opened instanceof ServerConnection)) {
    note(unreachable(describeEndpoint(endpoint), opened));
    return undefined;
  }
  const reply = await opened.ask('ping');
  const refusal = reply.kind === 'refused' ? reply.reply : undefined;
  const isLetIn = refusal === undefined || (REPLY.test(refusal) && !NOT_LET_IN.test(refusal));
  if (isLetIn && opened.isOpen) {
    note({ ...ok('connection', describeSuccess(opened)), server: opened.address });
    return opened;
  }
  note(unreachable(opened.address, explain(refusal ?? 'the connection was closed', pool)));
  return undefined;
}

/** A server of a pool that cannot be reached, and so an error. */
export function unreachable(address: string, { reason, advice }: ConnectionRefusal): Found {
  return { ...error('connection', `It cannot be connected to: ${reason}.`, advice), server: address };
}

function explain(message: string, pool: ResolvedPoolOptions): ConnectionRefusal {
  const failure = connectionFailure(new Error(message), pool);
  const { advice } = adviceFor(failure, pool);
  return { reason: failure.message.replace(/\.$/, ''), advice: advice === '' ? undefined : advice };
}

function describeSuccess({ tls }: ServerConnection): string {
  return tls === undefined ? 'It can be connected to.' : `It can be connected to, with ${tls.protocol}.`;
}
