import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ReplicationTimeoutError } from '../../../libs/redis/src/connections/durability/durability.errors.js';
import { BatchRepository } from '../../../libs/redis/src/repositories/batch/batch.repository.js';
import { KeyValueRepository } from '../../../libs/redis/src/repositories/key-value.repository.js';
import { UserRepository } from '../../../libs/redis/src/repositories/user.repository.js';
import { tenantScope } from '../../support/tenant-scope.js';
import { uniqueName } from '../../support/unique-name.js';
import { handlerOf, startTriggerApp } from '../expiry/worker/trigger-app.js';
import { DurablePools, TIMEOUT_MS } from './durable-pools.js';
import { ask, replicatedTopologies, type ReplicatedDeployment } from './replicated-deployments.js';

const POOL = { pool: 'default' } as const;

describe.each(replicatedTopologies)('a durable pool on a $name', ({ start }) => {
  let deployment: ReplicatedDeployment;
  let pools: DurablePools;

  beforeAll(async () => {
    deployment = await start();
    pools = await DurablePools.connect(deployment);
  });
  afterAll(async () => {
    await pools.manager.close();
    await deployment.stop();
  });

  const client = (pool: 'default' | 'user' = 'default') => pools.manager.client(pool);
  const scope = () => tenantScope(pools.manager, { hashTag: 'tenant' });

  async function failureOf(call: Promise<unknown>): Promise<unknown> {
    return call.then(
      (reply) => `acknowledged with ${String(reply)}`,
      (error: unknown) => error,
    );
  }

  it('acknowledges what the replicas have', async () => {
    const users = new UserRepository(scope());
    expect(await users.upsert('u1', { name: 'Ann' }, POOL)).toBe(true);
    expect(await users.incrementField('u1', 'visits', 1, POOL)).toBe(1);
    expect(await users.get('u1', POOL)).toEqual({ name: 'Ann', visits: 1 });
    expect(await new KeyValueRepository(scope()).setIfAbsent('lock', 'mine')).toBe(true);
    expect(await new BatchRepository(scope()).enqueue('mail', 'report', 'send', 1, POOL)).toBe(1);
  });

  it('does not acknowledge what they have not, though the primary has it', async () => {
    const key = uniqueName('unconfirmed');
    const startedAt = performance.now();
    const error = await pools.withoutReplicas(async () => failureOf(client().set(key, 'value')));
    expect(error).toBeInstanceOf(ReplicationTimeoutError);
    expect(error).toMatchObject({
      code: 'REPLICATION_TIMEOUT',
      retryable: false,
      details: { pool: 'default', operation: 'set' },
      message: expect.stringContaining(
        `0 of ${deployment.replicas} replicas confirmed it within ${TIMEOUT_MS} ms`,
      ),
    });
    expect(performance.now() - startedAt).toBeGreaterThan(TIMEOUT_MS - 20);
    expect(await client().get(key)).toBe('value');
    // The pool itself works.
    expect(pools.manager.state('default')).toBe('HEALTHY');
    expect(await client().set(key, 'again')).toBe('OK');
  });

  it('makes no difference to another pool', async () => {
    const key = uniqueName('memory');
    expect(await pools.withoutReplicas(async () => client('user').set(key, 'value'))).toBe('OK');
    expect(await pools.waitsDuring(async () => client('user').set(key, 'value'))).toBe(0);
  });

  it.each([
    'upsert',
    'enqueue',
    'set',
    'pipeline',
    'transaction',
    'withConnection',
    'watch',
    'blocking',
  ] as const)('waits for replicas with %s', async (name) => {
    const key = `{${uniqueName('write')}}`;
    const calls: Record<typeof name, () => Promise<unknown>> = {
      upsert: async () => new UserRepository(scope()).upsert('u1', { name: 'Ann' }, POOL),
      enqueue: async () => new BatchRepository(scope()).enqueue('mail', 'report', 'send', 1, POOL),
      set: async () => new KeyValueRepository(scope()).set('key', 'value'),
      pipeline: async () => pools.manager.pipeline('default', (batch) => batch.set(key, '1')),
      transaction: async () => pools.manager.transaction('default', (batch) => batch.set(key, '1').incr(key)),
      withConnection: async () =>
        pools.manager.withConnection('default', async (own) => own.set(key, '1'), { key }),
      watch: async () =>
        pools.manager.watch('default', key, (_connection, transaction) => void transaction.set(key, '1')),
      blocking: async () =>
        pools.manager.withConnection('default', async (own) => own.blpop(`${key}list`, 5), { key }),
    };
    await client().rpush(`${key}list`, 'a', 'b');
    const failure = await pools.withoutReplicas(async () => failureOf(calls[name]()));
    expect(String(failure)).toMatch(/replicas confirmed it within|ran on the primary/);
    expect(await failureOf(calls[name]())).not.toBeInstanceOf(Error);
  });

  it('asks once for all that is written in a turn, on each connection', async () => {
    const keys = Array.from({ length: 500 }, () => uniqueName('together'));
    const waits = await pools.waitsDuring(async () =>
      Promise.all(keys.map(async (key) => client().set(key, 'value'))),
    );
    expect(waits).toBe(deployment.primaries.length);
  });

  it('asks nothing after reads', async () => {
    const users = new UserRepository(scope());
    await users.upsert('u1', { name: 'Ann' }, POOL);
    const waits = await pools.waitsDuring(async () => {
      await Promise.all([
        client().get('key'),
        client().call('HGETALL', 'key'),
        client().publish('channel', 'message'),
        users.get('u1', POOL),
        users.exists('u1', POOL),
        users.ttl('u1', POOL),
      ]);
      await pools.manager.pipeline('default', (batch) => batch.get('key').exists('key'));
    });
    expect(waits).toBe(0);
  });

  it('lets workers go on while replicas are silent: what they lease is not lost with a reply', async () => {
    const { pool, replicas } = deployment;
    const ran: string[] = [];
    const app = await startTriggerApp({
      redis: { defaults: { ...pool, durability: { replicas, timeoutMs: TIMEOUT_MS } } },
      providers: [handlerOf('work', ({ identifier, attempt }) => ran.push(`${identifier} ${attempt}`))],
    });
    try {
      const triggers = app.triggersOf(uniqueName('acme'));
      await triggers.set('work', 'later', 0.5);
      await pools.withoutReplicas(async () => {
        const failure = await failureOf(triggers.set('work', 'unconfirmed', 60));
        expect(failure).toMatchObject({ code: 'REPLICATION_TIMEOUT' });
        await expect.poll(() => ran).toEqual(['later 1']);
      });
      expect(await triggers.get('work', 'unconfirmed')).not.toBeNull();
    } finally {
      await app.close();
    }
  });

  it('leaves the replies of a transaction in steps as they are', async () => {
    const key = uniqueName('steps');
    const replies = await pools.manager.withConnection(
      'default',
      async (own) => {
        const before = own.set(key, '1');
        await own.multi({ pipeline: false });
        await own.incr(key);
        await new Promise(setImmediate);
        await own.incr(key);
        const done = await own.exec();
        return [await before, done];
      },
      { key },
    );
    expect(replies).toEqual([
      'OK',
      [
        [null, 2],
        [null, 3],
      ],
    ]);
  });

  it('says that nobody knows if the connection is lost before the replicas have answered', async () => {
    const error = await pools.withoutReplicas(async () => {
      const lost = failureOf(client().set(uniqueName('lost'), 'value'));
      await new Promise((resolve) => setTimeout(resolve, TIMEOUT_MS / 4));
      for (const primary of deployment.primaries) {
        await ask(primary, async (admin) => admin.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes'));
      }
      return lost;
    });
    expect(error).toMatchObject({ code: 'COMMAND_OUTCOME_UNKNOWN', retryable: false });
  });

  it('says so if the user may not ask replicas', async () => {
    const all = async (rule: string): Promise<void> => {
      for (const primary of deployment.primaries) {
        await ask(primary, async (admin) => admin.call('ACL', 'SETUSER', 'default', rule));
      }
    };
    await all('-wait');
    const error = await failureOf(client().set(uniqueName('refused'), 'value'));
    await all('+wait');
    expect(error).toBeInstanceOf(ReplicationTimeoutError);
    expect(String(error)).toMatch(/ran on the primary .*NOPERM.*permission for WAIT/);
  });
});
