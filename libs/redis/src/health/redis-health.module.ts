import { Module } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { RedisHealthIndicator } from './redis-health.indicator.js';

/**
 * Makes {@link RedisHealthIndicator} injectable. `RedisModule` has to be imported in the root module.
 * ```ts
 * @Module({ imports: [TerminusModule, RedisHealthModule], controllers: [HealthController] })
 * ```
 */
@Module({ imports: [TerminusModule], providers: [RedisHealthIndicator], exports: [RedisHealthIndicator] })
export class RedisHealthModule {}
