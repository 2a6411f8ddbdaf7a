import { Inject, Injectable } from '@nestjs/common';
import { isRedisDatabaseName } from '../config/named-databases.js';
import {
  REDIS_DATABASE_NAMES,
  type RedisDatabase,
  type RedisDatabaseName,
} from '../config/redis-database.js';
import type { PoolClients, RedisClient } from './pool-clients.js';
import { UnknownPoolError } from './pool.errors.js';
import { RedisConnectionManager } from './redis-connection.manager.js';

/**
 * The clients of the sixteen named databases, one method per name. The pools are those that `namedDatabases()`, the
 * YAML file or another source describes; only the ones that are used have to exist.
 * ```ts
 * constructor(private readonly databases: NamedDatabases) {}
 * await this.databases.prompts().get('greeting');
 * ```
 * Every method returns the pool's shared client at once.
 */
@Injectable()
export class NamedDatabases {
  constructor(@Inject(RedisConnectionManager) private readonly pools: PoolClients) {}

  /**
   * By alias, or by number: `client('prompts')`, `client(RedisDatabase.PROMPTS)`.
   * @throws UnknownPoolError for any other name (the seed fell back to `main`), and if no source describes the pool
   */
  client(database: RedisDatabaseName | RedisDatabase): RedisClient {
    const name = typeof database === 'number' ? REDIS_DATABASE_NAMES[database] : database;
    if (name === undefined || !isRedisDatabaseName(name)) {
      throw new UnknownPoolError(String(database), REDIS_DATABASE_NAMES);
    }
    return this.pools.client(name);
  }

  /** Database 0. @throws UnknownPoolError */
  main(): RedisClient {
    return this.pools.client('main');
  }

  /** Database 1. @throws UnknownPoolError */
  knowledge(): RedisClient {
    return this.pools.client('knowledge');
  }

  /** Database 2. @throws UnknownPoolError */
  prompts(): RedisClient {
    return this.pools.client('prompts');
  }

  /** Database 3. @throws UnknownPoolError */
  agents(): RedisClient {
    return this.pools.client('agents');
  }

  /** Database 4. @throws UnknownPoolError */
  metrics(): RedisClient {
    return this.pools.client('metrics');
  }

  /** Database 5. @throws UnknownPoolError */
  sessions(): RedisClient {
    return this.pools.client('sessions');
  }

  /** Database 6. @throws UnknownPoolError */
  cache(): RedisClient {
    return this.pools.client('cache');
  }

  /** Database 7. @throws UnknownPoolError */
  vectors(): RedisClient {
    return this.pools.client('vectors');
  }

  /** Database 8. @throws UnknownPoolError */
  temp(): RedisClient {
    return this.pools.client('temp');
  }

  /** Database 9. @throws UnknownPoolError */
  analytics(): RedisClient {
    return this.pools.client('analytics');
  }

  /** Database 10. @throws UnknownPoolError */
  audit(): RedisClient {
    return this.pools.client('audit');
  }

  /** Database 11. @throws UnknownPoolError */
  notifications(): RedisClient {
    return this.pools.client('notifications');
  }

  /** Database 12. @throws UnknownPoolError */
  jobs(): RedisClient {
    return this.pools.client('jobs');
  }

  /** Database 13. @throws UnknownPoolError */
  search(): RedisClient {
    return this.pools.client('search');
  }

  /** Database 14. @throws UnknownPoolError */
  timeseries(): RedisClient {
    return this.pools.client('timeseries');
  }

  /** Database 15. @throws UnknownPoolError */
  graph(): RedisClient {
    return this.pools.client('graph');
  }
}
