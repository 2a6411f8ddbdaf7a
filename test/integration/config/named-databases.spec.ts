import { Test } from '@nestjs/testing';
import { RedisModule } from '@tenantry/redis';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { PoolAlias } from '../../../libs/redis/src/common/pool-alias.js';
import { namedDatabases } from '../../../libs/redis/src/config/named-databases.js';
import {
  REDIS_DATABASE_NAMES,
  RedisDatabase,
  type RedisDatabaseName,
} from '../../../libs/redis/src/config/redis-database.js';
import { NamedDatabases } from '../../../libs/redis/src/connections/named-databases.js';
import { UnknownPoolError } from '../../../libs/redis/src/connections/pool.errors.js';
import type { RedisConnectionManager } from '../../../libs/redis/src/connections/redis-connection.manager.js';
import { silentLogger } from '../../support/silent-logger.js';
import { connect, topologies, type Topology } from '../../support/topologies.js';
import { uniqueName } from '../../support/unique-name.js';

const poolsOf = ({ clustered }: Topology) =>
  namedDatabases(
    clustered
      ? { topology: 'cluster', nodes: inject('clusterNodes') }
      : inject('redisUrl').replace(/\/\d*$/, ''),
  );

describe.each(topologies)('named databases on $name', (topology) => {
  let manager: RedisConnectionManager;
  let databases: NamedDatabases;

  beforeAll(async () => {
    manager = await connect({ pools: poolsOf(topology) });
    databases = new NamedDatabases(manager);
  });
  afterAll(async () => manager.close());

  it('are reached by their method, by alias and by number', async () => {
    const key = uniqueName('{named}');
    for (const name of REDIS_DATABASE_NAMES) {
      await databases[name]().set(key, name, 'EX', 60);
      expect(await databases.client(name).get(key)).toBe(name);
    }
    for (const [name, db] of Object.entries(RedisDatabase)) {
      const stored = await databases.client(db).get(key);
      // A cluster has one database: the last one wrote it.
      expect(stored).toBe(topology.clustered ? 'graph' : name.toLowerCase());
    }
  });

  it('has each method lead to the pool of its name', () => {
    for (const name of REDIS_DATABASE_NAMES)
      expect(databases[name]()).toBe(manager.client(name as PoolAlias));
  });

  it.each(['other', 'MAIN', 'user', 'constructor', 16, -1, 1.5])(
    'refuse %j, and fall back to nothing',
    (name) => {
      expect(() => databases.client(name as RedisDatabaseName)).toThrow(UnknownPoolError);
      expect(() => databases.client(name as RedisDatabaseName)).toThrow(
        /Known: main, knowledge, .*, graph\./,
      );
    },
  );

  it('refuse those that no source describes', async () => {
    const others = await connect(topology.options());
    try {
      expect(() => new NamedDatabases(others).prompts()).toThrow('There is no pool "prompts"');
    } finally {
      await others.close();
    }
  });
});

describe('NamedDatabases', () => {
  it('is injected into an application', async () => {
    const module = await Test.createTestingModule({
      imports: [
        RedisModule.forRoot({
          env: false,
          url: inject('redisUrl'),
          pools: namedDatabases(),
          logger: silentLogger,
        }),
      ],
      providers: [NamedDatabases],
    }).compile();
    await module.init();
    try {
      expect(await module.get(NamedDatabases).prompts().client('INFO')).toMatch(/ db=2 /);
    } finally {
      await module.close();
    }
  });
});
