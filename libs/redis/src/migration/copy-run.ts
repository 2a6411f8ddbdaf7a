import type { LoggerService } from '@nestjs/common';
import { createCodec } from '../codec/value-codec.js';
import type { ResolvedConfig } from '../config/resolved-config.js';
import { GuardedCluster } from '../connections/guarded-cluster.js';
import type { PoolClients, RedisClient } from '../connections/pool-clients.js';
import type { RedisConnectionManager } from '../connections/redis-connection.manager.js';
import { TriggerKeys } from '../expiry/engine/trigger-keys.js';
import { KeyFactory } from '../keys/key-factory.js';
import { scanSteps } from '../operations/scan-steps.js';
import { IndexDeclarations } from '../repositories/indexes/index-declarations.js';
import { RepositoryStatistics } from '../repositories/repository-statistics.js';
import type { RepositoryRuntime } from '../repositories/tenant-scope.js';
import { CopyLedger } from './copy-ledger.js';
import type { CopyPassReport, CopyToHashTagsOptions } from './copy-options.js';
import { copyRoutes, databaseOf } from './copy-routes.js';
import { PassTally } from './pass-tally.js';
import { KeyRenaming } from './key-renaming.js';
import { ScheduleCopier } from './schedule-copier.js';
import { TargetIndexes } from './target-indexes.js';
import { ValueCopier, type CopyRoute } from './value-copier.js';

const SCAN_COUNT = '500';
const PARTITIONS_FIELD = 'partitions:';
/** What the trigger engine has in a cluster, unless its options say otherwise. */
const CLUSTER_PARTITIONS = 16;

/** A deployment: its configuration and its connections. */
export interface Deployment {
  readonly config: ResolvedConfig;
  readonly pools: RedisConnectionManager;
}

/** What passes have in common. */
export class CopyRun {
  readonly routes: readonly CopyRoute[];
  readonly #from: Deployment;
  readonly #to: Deployment;
  readonly #values: ValueCopier;
  readonly #signal: AbortSignal | undefined;
  #passes = 0;

  constructor(from: Deployment, to: Deployment, options: CopyToHashTagsOptions, logger: LoggerService) {
    this.#from = from;
    this.#to = to;
    this.#signal = options.signal;
    this.routes = copyRoutes(from.config, from.pools, to.pools, to.config.namespace);
    const keys = new KeyFactory(to.config.keys);
    const renaming = new KeyRenaming(from.config.keys, keys, from.config.namespace, options.ownNames ?? []);
    const indexes = new TargetIndexes(runtimeOf(to, keys, logger));
    this.#values = new ValueCopier(renaming, indexes, options.includeUnknown ?? false);
  }

  get passes(): number {
    return this.#passes;
  }

  /** Whether the next pass has to look at records that are the same already. */
  get hasMore(): boolean {
    return this.#values.hasLearned;
  }

  /**
   * Looks at everything once.
   * @param isVerification writes nothing, and is not ended by the signal
   */
  async pass(isVerification: boolean): Promise<CopyPassReport> {
    this.#passes += 1;
    const tally = new PassTally(this.#passes, isVerification);
    this.#values.reindexes = this.#values.hasLearned && !isVerification;
    if (!isVerification) this.#values.hasLearned = false;
    const isEnded = (): boolean => !isVerification && this.#signal?.aborted === true;
    for (const route of this.routes) {
      const request = { pattern: '*', count: SCAN_COUNT, as: 'text' } as const;
      for await (const keys of scanSteps(route.source, request)) {
        if (isEnded()) return tally.report();
        await this.copyKeys(route, new Set(keys.map(String)), tally);
      }
    }
    await this.#removeGone(tally);
    if (!isEnded()) await this.#copySchedules(tally);
    return tally.report();
  }

  /** Copies single keys. */
  async copyKeys(route: CopyRoute, keys: Iterable<string>, tally: PassTally): Promise<void> {
    await Promise.all(Array.from(keys, async (key) => this.#values.copy(route, key, tally)));
  }

  /** Removes copies of keys that the source no longer has, each database of the target once. */
  async #removeGone(tally: PassTally): Promise<void> {
    const seen = new Set<string>();
    const targets: PoolClients = this.#to.pools;
    const byPool = new Map(this.routes.map((route) => [route.pool, route]));
    for (const pool of this.#to.config.pools.values()) {
      const database = databaseOf(pool);
      if (seen.has(database)) continue;
      seen.add(database);
      const ledger = new CopyLedger(targets.client(pool.alias), this.#to.config.namespace, 'keys');
      for await (const entries of ledger.pages()) {
        await Promise.all(
          entries.map(async (entry) => {
            const route = byPool.get(entry.pool);
            if (route !== undefined) await this.#values.removeGone(route, entry, tally);
          }),
        );
      }
    }
  }

  /** The schedules of the application's namespace, in whatever pools it has them. */
  async #copySchedules(tally: PassTally): Promise<void> {
    const { namespace, keys } = this.#from.config;
    const { namespace: targetNamespace } = this.#to.config;
    const targets: PoolClients = this.#to.pools;
    const from = new KeyFactory(keys);
    const to = new KeyFactory(this.#to.config.keys);
    for (const route of this.routes) {
      const { meta } = new TriggerKeys(from, namespace, route.pool, 1);
      for (const [field, partitions] of Object.entries(await route.source.hgetall(meta))) {
        const pool = field.slice(PARTITIONS_FIELD.length);
        if (!field.startsWith(PARTITIONS_FIELD) || !this.#to.config.pools.has(pool)) continue;
        const client = targets.client(pool);
        const recorded = { meta: new TriggerKeys(to, targetNamespace, pool, 1).meta, field };
        const copier = new ScheduleCopier(
          { client: route.source, keys: from, namespace, pool, partitions: Number(partitions) },
          {
            client,
            keys: to,
            namespace: targetNamespace,
            pool,
            partitions: await partitionsOf(client, recorded, tally),
          },
          new CopyLedger(client, targetNamespace, `triggers:${pool}`),
          new CopyLedger(client, targetNamespace, `dead:${pool}`),
        );
        await copier.copy(tally);
      }
    }
  }
}

/** As the target's application has recorded it, or is going to find it. */
async function partitionsOf(
  client: RedisClient,
  { meta, field }: { readonly meta: string; readonly field: string },
  { isVerification }: PassTally,
): Promise<number> {
  const usual = client instanceof GuardedCluster ? CLUSTER_PARTITIONS : 1;
  if (!isVerification) await client.hsetnx(meta, field, usual);
  return Number((await client.hget(meta, field)) ?? usual);
}

function runtimeOf(
  { config, pools }: Deployment,
  keys: KeyFactory,
  logger: LoggerService,
): RepositoryRuntime {
  return {
    pools,
    keys,
    codec: createCodec(config.codec),
    indexes: new IndexDeclarations(config.indexes),
    errors: 'throw',
    logger,
    statistics: new RepositoryStatistics(),
    ttlDefaults: config.ttl,
  };
}
