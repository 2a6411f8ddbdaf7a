import { sharedRedis, startCluster } from '@tenantry/redis-testing';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** One standalone server for the whole run: use names of your own, never flush it. */
    readonly redisUrl: string;
    /** The masters of one cluster for the whole run, under the same rule. */
    readonly clusterNodes: readonly { readonly host: string; readonly port: number }[];
  }
}

/**
 * Starts what the integration tests share. `REDIS_TEST_URL` may name the standalone server. Without a Redis the
 * run fails: skipped tests would look like passed ones.
 */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const outcomes = await Promise.allSettled([sharedRedis(), startCluster()]);
  const tearDown = async (): Promise<void> => {
    await Promise.all(
      outcomes.map(async (outcome) => (outcome.status === 'fulfilled' ? outcome.value.stop() : undefined)),
    );
  };
  const [redis, cluster] = outcomes;
  if (redis.status === 'rejected' || cluster.status === 'rejected') {
    await tearDown();
    throw outcomes.find((outcome) => outcome.status === 'rejected')?.reason;
  }
  project.provide('redisUrl', redis.value.url);
  project.provide(
    'clusterNodes',
    cluster.value.nodes.map(({ host, port }) => ({ host, port })),
  );
  return tearDown;
}
