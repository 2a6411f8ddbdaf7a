// A module of its own so that it can be loaded on demand: the build rewrites static imports only.
export { startRedis } from '@tenantry/redis-testing';
