import { startRedis, type RedisServer } from '@tenantry/redis-testing';
import { startBridge, type BridgeProcess } from '../bridge/bridge-fixture.js';
import { WorkerFleet } from './worker-fleet.js';

/** A server of one's own, a process that schedules triggers on it, and workers to be started. */
export interface WorkerScene {
  readonly server: RedisServer;
  readonly scheduler: BridgeProcess;
  readonly fleet: WorkerFleet;
  readonly stop: () => Promise<void>;
}

/** Workers have to be started with the namespace "chaos". */
export async function startScene(): Promise<WorkerScene> {
  const fleet = new WorkerFleet();
  const server = await startRedis();
  const scheduler = await startBridge({
    redis: { url: server.url },
    namespace: 'chaos',
    expiry: { notifications: 'off' },
  });
  return {
    server,
    scheduler,
    fleet,
    stop: async () => {
      await fleet.stop();
      await scheduler.stop();
      await server.stop();
    },
  };
}
