import type { Log } from '../common/log.js';
import type { RedisServerBinary } from './redis-binary.js';

/** One place where a server may come from. */
export interface BinaryStep {
  /** Names the place in log lines and in the final error. */
  readonly name: string;
  /**
   * @returns the server, or why there is none here
   * @throws Error if the next step must not be tried: what the user asked for does not exist
   */
  find(log: Log): Promise<RedisServerBinary | NotHere>;
}

/** Why a step has no server. */
export interface NotHere {
  readonly reason: string;
}
