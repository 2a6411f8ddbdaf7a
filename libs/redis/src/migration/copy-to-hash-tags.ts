import { setTimeout as delay } from 'node:timers/promises';
import { ConsoleLogger, type LoggerService } from '@nestjs/common';
import { describeNumber } from '../common/describe.js';
import { InvalidArgumentError } from '../common/invalid-argument.error.js';
import type { PoolAlias } from '../common/pool-alias.js';
import type { CoreModuleOptions } from '../config/module-options.js';
import { resolveConfig } from '../config/resolve-config.js';
import { RedisConnectionManager } from '../connections/redis-connection.manager.js';
import { ChangeFeed } from './change-feed.js';
import type { CopyPassReport, CopyReport, CopyToHashTagsOptions } from './copy-options.js';
import { CopyRun, type Deployment } from './copy-run.js';
import { PassTally } from './pass-tally.js';
import { assertSeparate } from './separate-servers.js';
import type { CopyRoute } from './value-copier.js';

const DEFAULT_PAUSE_MS = 1_000;
const FOLLOW_EVERY_MS = 100;

/**
 * Copies a deployment, while its application runs, to one whose keys have hash tags: users, states, rows, shared
 * states, values, threads, queues and triggers, with their expiries. Pass after pass it compares everything and copies
 * what differs, and removes its copies of what is gone; between passes it follows the source's keyspace notifications,
 * where they are switched on. Once the writers are stopped, the next pass that finds nothing says that both are the
 * same. The source is only read.
 *
 * Start no workers on the target before the application of the source is stopped: a trigger would run in both.
 * @throws InvalidArgumentError if the target has no hash tag, lacks a pool of the source, or is the source; for a pause
 * that is none
 * @throws InvalidConfigurationError
 * @throws PoolStartupError | ConnectivityError | CommandRefusedError the copy can be started again where it stopped
 */
export async function copyToHashTags(options: CopyToHashTagsOptions): Promise<CopyReport> {
  assertPause(options.pauseMs);
  const [fromConfig, toConfig] = [resolveConfig(options.from), resolveConfig(options.to)];
  if (toConfig.keys.hashTag === false) {
    throw new InvalidArgumentError('to.keys.hashTag', '"tenant" or "entity"', 'false');
  }
  const missing = [...fromConfig.pools.keys()].filter((alias) => !toConfig.pools.has(alias));
  if (missing.length > 0) {
    throw new InvalidArgumentError('to.pools', `the pools of "from": ${missing.join(', ')}`, 'others only');
  }
  const logger = loggerOf(options.to);
  const from = { config: fromConfig, pools: new RedisConnectionManager(fromConfig, loggerOf(options.from)) };
  const to = { config: toConfig, pools: new RedisConnectionManager(toConfig, logger) };
  try {
    await Promise.all([from.pools.connect(), to.pools.connect()]);
    await assertSeparate(fromConfig.pools.keys(), from.pools, to.pools);
    return await copy(new CopyRun(from, to, options, logger), from, options);
  } finally {
    await Promise.all([from.pools.close(), to.pools.close()]);
  }
}

async function copy(
  run: CopyRun,
  from: Deployment,
  { signal, untilInSync = false, onProgress, pauseMs = DEFAULT_PAUSE_MS }: CopyToHashTagsOptions,
): Promise<CopyReport> {
  const feeds = await openFeeds(run, from);
  let [copied, removed] = [0, 0];
  const isEnded = (pass: CopyPassReport): boolean =>
    signal?.aborted === true || (untilInSync && pass.copied + pass.removed === 0 && !run.hasMore);
  for (;;) {
    const pass = await run.pass(false);
    copied += pass.copied;
    removed += pass.removed;
    onProgress?.(pass);
    if (isEnded(pass)) break;
    const followed = await follow(run, feeds, pauseMs, signal);
    copied += followed.copied;
    removed += followed.removed;
    if (signal?.aborted === true) break;
  }
  const verification = await run.pass(true);
  onProgress?.(verification);
  const { passes } = run;
  return { inSync: isInSync(verification), passes, copied, removed, verification };
}

function isInSync({ kinds, conflicts }: CopyPassReport): boolean {
  return conflicts === 0 && Object.values(kinds).every(({ source, equal }) => source === equal);
}

type Feeds = ReadonlyArray<readonly [CopyRoute, ChangeFeed]>;

async function openFeeds(run: CopyRun, { config, pools }: Deployment): Promise<Feeds> {
  const feeds = await Promise.all(
    run.routes.map(async (route) => {
      const pool = config.pools.get(route.pool);
      const db = pool === undefined || pool.topology === 'cluster' ? 0 : pool.db;
      const feed = await ChangeFeed.open(pools, route.pool as PoolAlias, db);
      return feed === undefined ? undefined : ([route, feed] as const);
    }),
  );
  return feeds.filter((feed) => feed !== undefined);
}

/** Copies what the source tells of, until the next pass is due. */
async function follow(
  run: CopyRun,
  feeds: Feeds,
  pauseMs: number,
  signal: AbortSignal | undefined,
): Promise<PassTally> {
  const tally = new PassTally(0, false);
  const endsAt = performance.now() + pauseMs;
  for (let left = pauseMs; left > 0; left = endsAt - performance.now()) {
    if (signal?.aborted === true) break;
    for (const [route, feed] of feeds) await run.copyKeys(route, feed.take(), tally);
    await delay(Math.min(FOLLOW_EVERY_MS, left), undefined, { signal }).catch((error: unknown) => {
      if (signal?.aborted !== true) throw error;
    });
  }
  return tally;
}

/** One that never ends would copy once and then nothing more. */
function assertPause(pauseMs: number | undefined): void {
  if (pauseMs === undefined || (Number.isFinite(pauseMs) && pauseMs >= 0)) return;
  throw new InvalidArgumentError('pauseMs', 'milliseconds, from 0', describeNumber(pauseMs));
}

function loggerOf({ logger }: CoreModuleOptions): LoggerService {
  return logger ?? new ConsoleLogger('Migration');
}
