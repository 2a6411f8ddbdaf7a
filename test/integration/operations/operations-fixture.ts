import { RedisOperations } from '../../../libs/redis/src/operations/redis-operations.js';
import { useTopology, type TestRedis, type Topology } from '../../support/topologies.js';
import { uniqueName } from '../../support/unique-name.js';

/** Bytes that are no UTF-8: as text they would become U+FFFD, and so all the same. */
export const BYTES = Buffer.from([0xff, 0x00, 0xfe, 0x7b, 0x80]);
export const OTHER_BYTES = Buffer.from([0xfd, 0x00, 0xfc, 0x7b, 0x80]);

export interface OperationsUnderTest {
  readonly redis: TestRedis;
  readonly operations: RedisOperations;
  /** A key no other test uses; all of one test file are in one slot. */
  readonly key: (name: string) => string;
  /** The same, with bytes in it that are no UTF-8. In a cluster each is in a slot of its own. */
  readonly binaryKey: () => Buffer;
}

/** Operations on the pools of a topology. */
export function useOperations(topology: Topology): OperationsUnderTest {
  const redis = useTopology(topology);
  const tag = uniqueName('ops');
  return {
    redis,
    operations: new RedisOperations(redis),
    key: (name) => `{${tag}}:${uniqueName(name)}`,
    binaryKey: () => Buffer.concat([BYTES, Buffer.from(uniqueName('ops')), BYTES]),
  };
}
