import { Inject, type Provider } from '@nestjs/common';
import type { PoolAlias } from '../common/pool-alias.js';
import type { PoolClients } from './pool-clients.js';
import { RedisConnectionManager } from './redis-connection.manager.js';

/**
 * Injection token of a pool's client; case-sensitive. Nest shows its text when it cannot resolve it, so the text says
 * what to do.
 */
export function getRedisToken(alias: string): string {
  return `Redis pool "${alias}" (one of your own has to be in \`pools\` of RedisModule; with forRootAsync, also in \`aliases\`)`;
}

/**
 * Injects the client of a pool: ioredis, shared by all callers, every command passing the pool's guard.
 * @default pool 'default'
 */
export function InjectRedis(alias: PoolAlias = 'default'): ParameterDecorator & PropertyDecorator {
  return Inject(getRedisToken(alias));
}

/** Providers that make the client of each pool injectable. */
export function createPoolProviders(aliases: readonly string[]): Provider[] {
  return aliases.map((alias) => ({
    provide: getRedisToken(alias),
    inject: [RedisConnectionManager],
    useFactory: (pools: PoolClients) => pools.client(alias),
  }));
}
