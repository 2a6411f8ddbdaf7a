import { sharedRedis, startCluster, startSentinel, type RedisServer } from '@tenantry/redis-testing';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** One standalone server for the whole run: use names of your own, never flush it. */
    readonly redisUrl: string;
    /** The masters of one cluster for the whole run, under the same rule. */
    readonly clusterNodes: readonly { readonly host: string; readonly port: number }[];
    /** A primary with two replicas and the three Sentinels that watch it, for the whole run, under the same rule. */
    readonly sentinel: {
      readonly name: string;
      readonly sentinels: readonly { readonly host: string; readonly port: number }[];
    };
  }
}

/**
 * Sentinels of a shared machine must not take a pause of the primary for its death: no test of the shared deployment
 * fails it over on purpose.
 */
const SENTINEL_DOWN_AFTER_MS = 60_000;

/**
 * Starts what the integration tests share. `REDIS_TEST_URL` may name the standalone server. Without a Redis the
 * run fails: skipped tests would look like passed ones.
 */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  // At the same time: each of the latter two takes two seconds, most of which is waiting.
  const outcomes = await Promise.allSettled([
    sharedRedis(),
    startCluster(),
    startSentinel({ replicas: 2, downAfterMs: SENTINEL_DOWN_AFTER_MS }),
  ]);
  const tearDown = async (): Promise<void> => {
    await Promise.all(
      outcomes.map(async (outcome) => (outcome.status === 'fulfilled' ? outcome.value.stop() : undefined)),
    );
  };
  const [redis, cluster, sentinel] = outcomes;
  if (redis.status === 'rejected' || cluster.status === 'rejected' || sentinel.status === 'rejected') {
    await tearDown();
    throw outcomes.find((outcome) => outcome.status === 'rejected')?.reason;
  }
  project.provide('redisUrl', redis.value.url);
  project.provide('clusterNodes', cluster.value.nodes.map(addressOf));
  project.provide('sentinel', {
    name: sentinel.value.name,
    sentinels: sentinel.value.sentinels.map(addressOf),
  });
  return tearDown;
}

function addressOf({ host, port }: RedisServer): { readonly host: string; readonly port: number } {
  return { host, port };
}
