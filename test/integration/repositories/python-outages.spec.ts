import { describe, expect, it } from 'vitest';
import { ConnectivityError } from '../../../libs/redis/src/connections/connectivity.errors.js';
import { repositoriesOf, type TestRepositories } from '../../support/repositories.js';
import { tenantScope } from '../../support/tenant-scope.js';
import { useOwnServer } from '../../support/own-server.js';

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
  const own = useOwnServer();

  it('every read and every write throws', async () => {
    const acme = repositoriesOf(tenantScope(own.manager, { indexes: INDEXES }));
    await own.server.kill();
    const calls = [...Object.values(READS).map(([read]) => read), ...Object.values(WRITES)];
    const outcomes = await Promise.allSettled(calls.map(async (call) => call(acme)));
    for (const outcome of outcomes) {
      expect(outcome).toMatchObject({ status: 'rejected', reason: expect.any(ConnectivityError) });
    }
  });

  it('only reads answer with nothing if asked to, and are counted', async () => {
    const scope = tenantScope(own.manager, { indexes: INDEXES, errors: 'fallback' });
    const acme = repositoriesOf(scope);
    await own.server.kill();
    for (const [read, nothing] of Object.values(READS)) expect(await read(acme)).toEqual(nothing);
    expect(scope.runtime.statistics.fallbacks).toBe(Object.keys(READS).length);
    const writes = await Promise.allSettled(Object.values(WRITES).map(async (write) => write(acme)));
    for (const outcome of writes) {
      expect(outcome).toMatchObject({ status: 'rejected', reason: expect.any(ConnectivityError) });
    }
  });
});
