import { Redis } from 'ioredis';
import { firstWordOf } from '../../driver-errors.js';
import type { RedisAddress } from '../../../config/pool-options.js';

/** A Sentinel, and how to talk to it. */
export interface SentinelQuestion extends RedisAddress {
  /** Name of the primary. */
  readonly name: string;
  readonly options: Pick<Redis['options'], 'sentinelUsername' | 'sentinelPassword' | 'sentinelTLS'>;
  /** Milliseconds until it has to be connected and have answered. */
  readonly timeoutMs: number;
}

/** What a Sentinel says of a primary and of its replicas. */
export interface SentinelAnswer {
  readonly known: number;
  readonly quorum: number | null;
  readonly canFailOver: boolean | null;
  readonly replicas: readonly WatchedReplica[];
}

/** A replica, as a Sentinel sees it. */
export interface WatchedReplica {
  /** `host:port`. */
  readonly address: string;
  readonly isDown: boolean;
  readonly linkIsUp: boolean;
}

/**
 * Asks one Sentinel over a connection of its own, in one round trip after the handshake.
 * @throws Error if it cannot be reached, or watches no primary of that name
 */
export async function checkSentinel(question: SentinelQuestion): Promise<SentinelAnswer> {
  const { host, port, name, options, timeoutMs } = question;
  const sentinel = new Redis({
    host,
    port,
    username: options.sentinelUsername ?? undefined,
    password: options.sentinelPassword ?? undefined,
    ...(options.sentinelTLS === undefined ? {} : { tls: options.sentinelTLS }),
    protocol: 2,
    replyMapping: 'legacy',
    connectTimeout: timeoutMs,
    commandTimeout: timeoutMs,
    retryStrategy: () => null,
    enableReadyCheck: false,
    disableClientInfo: true,
    lazyConnect: true,
  });
  let reason: Error | undefined;
  sentinel.on('error', (error: Error) => {
    reason = error;
  });
  try {
    await sentinel.connect();
    const [primary, replicas, canFailOver] = await Promise.all([
      sentinel.call('SENTINEL', 'MASTER', name),
      sentinel.call('SENTINEL', 'REPLICAS', name).catch(() => []),
      quorumOf(sentinel.call('SENTINEL', 'CKQUORUM', name)),
    ]);
    const fields = fieldsOf(primary);
    return {
      known: Number(fields.get('num-other-sentinels') ?? 0) + 1,
      quorum: fields.has('quorum') ? Number(fields.get('quorum')) : null,
      canFailOver,
      replicas: Array.isArray(replicas) ? replicas.map(fieldsOf).map(watchedReplica) : [],
    };
  } catch (error) {
    throw reason ?? error;
  } finally {
    sentinel.disconnect();
  }
}

/** It replies with an error if there are too few. */
async function quorumOf(reply: Promise<unknown>): Promise<boolean | null> {
  try {
    await reply;
    return true;
  } catch (error) {
    return error instanceof Error && firstWordOf(error.message) === 'NOQUORUM' ? false : null;
  }
}

function watchedReplica(fields: ReadonlyMap<string, string>): WatchedReplica {
  const flags = (fields.get('flags') ?? '').split(',');
  return {
    address: `${fields.get('ip') ?? ''}:${fields.get('port') ?? ''}`,
    isDown: ['s_down', 'o_down', 'disconnected'].some((flag) => flags.includes(flag)),
    linkIsUp: fields.get('master-link-status') === 'ok',
  };
}

/** Names and values in turn. */
function fieldsOf(reply: unknown): ReadonlyMap<string, string> {
  const flat = Array.isArray(reply) ? reply.map(String) : [];
  return new Map(
    flat.flatMap((name, at) => (at % 2 === 0 ? [[name, flat[at + 1] ?? ''] as [string, string]] : [])),
  );
}
