export {
  cachedServerBinary,
  findRedisBinary,
  redisServerBinary,
  type RedisProgram,
} from './binary/find-redis-binary.js';
export type { RedisBinary, RedisServerBinary } from './binary/redis-binary.js';
export type { ServerRelease } from './binary/server-release.js';
export { RedisNotFoundError } from './binary/redis-not-found.error.js';
export type { RedisCluster } from './cluster/redis-cluster.js';
export type { MoveSlotOptions } from './cluster/slot-migration.js';
export { startCluster, type StartClusterOptions } from './cluster/start-cluster.js';
export type { Log } from './common/log.js';
export { waitUntil, type WaitUntilOptions } from './common/wait-until.js';
export { FaultProxy, type ProxyTarget } from './proxy/fault-proxy.js';
export type { ProxyCounters } from './proxy/proxy-counters.js';
export type { RedisSentinel } from './sentinel/redis-sentinel.js';
export { startSentinel, type StartSentinelOptions } from './sentinel/start-sentinel.js';
export type { RedisServer } from './server/redis-server.js';
export { RedisStartError } from './server/redis-start.error.js';
export { sharedRedis, type SharedRedis } from './server/shared-redis.js';
export { startRedis } from './server/start-redis.js';
export type { StartRedisOptions } from './server/start-redis-options.js';
export {
  CertificateAuthority,
  type CertificateRequest,
  type IssuedCertificate,
} from './tls/certificate-authority.js';
export { TLS_FILES, type ServerTlsOptions } from './tls/server-tls.js';
