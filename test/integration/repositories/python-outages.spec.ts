import { startRedis, type RedisServer } from '@tenantry/redis-testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ConnectivityError } from '../../../libs/redis/src/connections/connectivity.errors.js';
import type { RedisConnectionManager } from '../../../libs/redis/src/connections/redis-connection.manager.js';
import { repositoriesOf, type TestRepositories } from '../../support/repositories.js';
import { tenantScope } from '../../support/tenant-scope.js';
import { connect } from '../../support/topologies.js';

/** Reads, and what they answer with `errors: 'fallback'`. */
const READS: Record<string, readonly [(of: TestRepositories) => Promise<unknown>, unknown]> = {
  'handlers.get': [async ({ handlers }) => handlers.get('chat', 'u1'), null],
  'handlers.named.findByField': [async ({ handlers }) => handlers.named('chat').findByField('step', 1), []],
  'tables.of.list': [async ({ tables }) => tables.of('products').list(), { records: [], cursor: null }],
  'users.findByField': [async ({ users }) => users.findByField('name', 'Alice'), []],
  'users.findByField with scan': [
    async ({ users }) => users.findByField('name', 'Alice', { scan: true }),
    [],
  ],
  'users.getField agent_threads': [async ({ users }) => users.getField('u1', 'agent_threads'), null],
  'sharedState.list': [async ({ sharedState }) => sharedState.of('u1').list(), []],
};

const WRITES: Record<string, (of: TestRepositories) => Promise<unknown>> = {
  'handlers.merge': async ({ handlers }) => handlers.merge('chat', 'u1', { step: 2 }),
  'handlers.merge of nothing': async ({ handlers }) => handlers.merge('chat', 'u1', {}),
  'handlers.appendToList': async ({ handlers }) => handlers.appendToList('chat', 'u1', 'list', 1),
  'tables.upsert': async ({ tables }) => tables.upsert('products', 'u1', { a: 1 }),
  'tables.deleteAllByPkid': async ({ tables }) => tables.deleteAllByPkid('u1'),
  'tables.reindex': async ({ tables }) => tables.reindex(),
  'sharedState.clearAll': async ({ sharedState }) => sharedState.of('u1').clearAll(),
  'sharedState.reindex': async ({ sharedState }) => sharedState.reindex(),
};

const INDEXES = { user: ['name'], handlers: ['step'] };

describe('With its server gone, where the original answered with nothing,', () => {
  let server: RedisServer;
  let manager: RedisConnectionManager;

  beforeEach(async () => {
    server = await startRedis();
    manager = await connect({
      url: server.url,
      defaults: { commandTimeoutMs: 300, connectTimeoutMs: 300 },
    });
  });

  afterEach(async () => {
    await manager.close();
    await server.stop();
  });

  it('every read and every write throws', async () => {
    const acme = repositoriesOf(tenantScope(manager, { indexes: INDEXES }));
    await server.kill();
    const calls = [...Object.values(READS).map(([read]) => read), ...Object.values(WRITES)];
    const outcomes = await Promise.allSettled(calls.map(async (call) => call(acme)));
    for (const outcome of outcomes) {
      expect(outcome).toMatchObject({ status: 'rejected', reason: expect.any(ConnectivityError) });
    }
  });

  it('only reads answer with nothing if asked to, and are counted', async () => {
    const scope = tenantScope(manager, { indexes: INDEXES, errors: 'fallback' });
    const acme = repositoriesOf(scope);
    await server.kill();
    for (const [read, nothing] of Object.values(READS)) expect(await read(acme)).toEqual(nothing);
    expect(scope.runtime.statistics.fallbacks).toBe(Object.keys(READS).length);
    const writes = await Promise.allSettled(Object.values(WRITES).map(async (write) => write(acme)));
    for (const outcome of writes) {
      expect(outcome).toMatchObject({ status: 'rejected', reason: expect.any(ConnectivityError) });
    }
  });
});
