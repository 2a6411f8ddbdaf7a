import type { PoolAlias } from '../../../../libs/redis/src/common/pool-alias.js';
import type { CoreModuleOptions } from '../../../../libs/redis/src/config/module-options.js';
import { resolveConfig } from '../../../../libs/redis/src/config/resolve-config.js';
import type { RedisClient } from '../../../../libs/redis/src/connections/pool-clients.js';
import { RedisConnectionManager } from '../../../../libs/redis/src/connections/redis-connection.manager.js';
import {
  KeyspaceBridge,
  type KeyspaceBridgeParts,
} from '../../../../libs/redis/src/expiry/bridge/keyspace.bridge.js';
import type { TriggerEngine } from '../../../../libs/redis/src/expiry/engine/trigger-engine.js';
import { ExpiryEngines } from '../../../../libs/redis/src/expiry/expiry-engines.js';
import type { ExpiryOptions } from '../../../../libs/redis/src/expiry/expiry-options.js';
import { resolveExpiryOptions } from '../../../../libs/redis/src/expiry/resolve-expiry-options.js';
import { KeyFactory } from '../../../../libs/redis/src/keys/key-factory.js';
import { waitUntil } from '@tenantry/redis-testing';
import { onTestFinished } from 'vitest';
import { RecordedLog } from './recorded-log.js';

/** What one process with a bridge has, without the rest of the module. */
export interface BridgeProcess {
  readonly namespace: string;
  readonly log: RecordedLog;
  readonly engine: TriggerEngine;
  readonly engines: ExpiryEngines;
  readonly keys: KeyFactory;
  client(alias: PoolAlias): RedisClient;
  /** Ends the bridge and its connections, as the shutdown of an application does. */
  stop(): Promise<void>;
}

export interface BridgeOptions {
  readonly redis: CoreModuleOptions;
  readonly namespace: string;
  readonly expiry?: ExpiryOptions;
}

/** A process with handlers for every pool. */
const HANDLES_EVERYTHING: KeyspaceBridgeParts['registry'] = {
  of: (pool) => [`a handler for ${pool}`],
  onChange: () => () => undefined,
};

/** Starts a bridge with connections of its own; it ends with the test. */
export async function startBridge({
  redis,
  namespace,
  expiry: given,
}: BridgeOptions): Promise<BridgeProcess> {
  const config = resolveConfig({ env: false, ...redis });
  const log = new RecordedLog();
  const pools = new RedisConnectionManager(config, log);
  await pools.connect();
  const expiry = resolveExpiryOptions({ shutdownGraceMs: 2_000, ...given });
  const keys = new KeyFactory(config.keys);
  const engines = new ExpiryEngines({ pools, keys, namespace, expiry });
  const bridge = new KeyspaceBridge({
    engines,
    pools,
    keys,
    registry: HANDLES_EVERYTHING,
    expiry,
    logger: log,
  });
  let stopped: Promise<void> | undefined;
  const stop = async (): Promise<void> => {
    stopped ??= bridge.beforeApplicationShutdown().then(async () => pools.close());
    return stopped;
  };
  onTestFinished(stop);
  await bridge.onApplicationBootstrap();
  return {
    namespace,
    log,
    engines,
    keys,
    engine: engines.engine(engines.defaultPool),
    client: (alias) => pools.client(alias),
    stop,
  };
}

/**
 * Resolves when the sweeps that a fleet does at its start are over.
 * @param asked how many sweeps have been asked for by then, those of processes before it included
 */
export async function untilSwept(fleet: readonly BridgeProcess[], asked = fleet.length): Promise<void> {
  await waitUntil(async () => {
    const [bridge] = fleet;
    const sweeps = await bridge?.client('expiry').hgetall(`{exp:${bridge.namespace}:expiry:0}:sweeps`);
    return Number(sweeps?.['asked']) >= asked && sweeps?.['asked'] === sweeps?.['done'];
  });
}
