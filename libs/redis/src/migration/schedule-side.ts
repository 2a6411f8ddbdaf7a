import type { RedisClient } from '../connections/pool-clients.js';
import type { KeyFactory } from '../keys/key-factory.js';

/** One side of a copy: the schedule of a namespace in a pool. */
export interface ScheduleSide {
  readonly client: RedisClient;
  readonly keys: KeyFactory;
  readonly namespace: string;
  readonly pool: string;
  readonly partitions: number;
}
