import { Inject, Injectable } from '@nestjs/common';
import type { PoolClients } from '../connections/pool-clients.js';
import { RedisConnectionManager } from '../connections/redis-connection.manager.js';
import { ScanOperations } from './scan.operations.js';

/**
 * Redis commands on keys exactly as you name them, in the pool you name: **no tenant is put in front, and values are
 * stored as they are**. Below the repositories, for what belongs to no tenant; a tenant's data belongs in a repository.
 * ```ts
 * await operations.set('maintenance', 'on');
 * await operations.setex('temp', 300, 'value', { alias: 'expiry' });
 * await operations.hset('settings', { theme: 'dark', retries: 3 }, { alias: 'user' });
 * const image = await operations.get('logo', { as: 'buffer' });
 * ```
 * All methods throw
 * - `InvalidArgumentError` before anything is sent, for what Redis would store as something else;
 * - `UnknownPoolError` for an alias that is not configured;
 * - `WrongTypeError` for a key that holds another type, and `CommandRefusedError` for other refusals of the server;
 * - `ConnectivityError` while the pool cannot be reached, reads too: there is no fallback here.
 *
 * Await a call before one that depends on it: calls that run at the same time may be carried out in another order.
 */
@Injectable()
export class RedisOperations extends ScanOperations {
  constructor(@Inject(RedisConnectionManager) pools: PoolClients) {
    super(pools);
  }
}
