import { AgentTenants } from '@tenantry/agent';
import { RedisTenants, WrongTypeError, type TenantRedis } from '@tenantry/redis';
import { RedisHealthIndicator } from '@tenantry/redis/health';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { REPOSITORY_CALLS, type RepositoryName } from '../../isolation/repository-calls.js';
import type { RepositoryCall } from '../../isolation/record-calls.js';
import { uniqueName } from '../../support/unique-name.js';
import { QUEUE, startWorking, type RoleApp } from '../security/role-app.js';
import { deploymentKinds, type Deployment } from './deployments.js';
import { serversHere } from './servers-here.js';

const repositories = Object.keys(REPOSITORY_CALLS) as RepositoryName[];
const deployments = (await serversHere()).flatMap((server) =>
  deploymentKinds.map((kind) => ({ where: `${server.name}, ${kind.name}`, server, kind })),
);

describe.each(deployments)('The library on $where', ({ server, kind }) => {
  let deployment: Deployment;
  let working: RoleApp;
  beforeAll(async () => {
    deployment = await kind.start(server.release);
    working = await startWorking(deployment.options);
  });
  afterAll(async () => {
    await working.app.close();
    await Promise.all(deployment.servers.map(async (started) => started.stop()));
  });

  const tenantOf = (name = uniqueName('acme')): TenantRedis => working.app.get(RedisTenants).for(name);

  it.each(repositories)('runs every call of the repository %s', async (repository) => {
    const redis = tenantOf();
    for (const call of Object.values<RepositoryCall>(REPOSITORY_CALLS[repository])) {
      await expect(call(redis, 'u1')).resolves.not.toThrow();
    }
  });

  it('keeps values as they were given, finds them, and lets them expire', async () => {
    const { users } = tenantOf();
    const user = { name: 'Alice', tags: ['a', 'b'], score: 0.1, note: null };
    await users.set('u1', user, { ttlSeconds: 60 });
    expect(await users.get('u1')).toEqual(user);
    expect(await users.ttl('u1')).toBeGreaterThan(50);
    expect(await users.incrementField('u1', 'score', 0.2)).toBeCloseTo(0.3);
    expect((await users.findByField('name', 'Alice')).map(({ id }) => id)).toEqual(['u1']);
    await users.updateField('u1', 'name', 'Bob', { ttlSeconds: 'none' });
    expect(await users.findByField('name', 'Alice')).toEqual([]);
    await users.set('u2', user, { ttlSeconds: 1 });
    await expect.poll(async () => users.get('u2')).toBeNull();
  });

  it('says by type what the server refuses', async () => {
    const { users, runtime, tenantReference } = tenantOf();
    await runtime.pools.client('user').set(runtime.keys.user(tenantReference.resolve(), 'u1'), 'no hash');
    await expect(users.upsert('u1', { name: 'Alice' })).rejects.toBeInstanceOf(WrongTypeError);
  });

  it('runs a trigger when it is due, and one whose key another program wrote', async () => {
    const { triggers, runtime, tenantReference } = tenantOf();
    const [own, foreign] = [uniqueName('own'), uniqueName('foreign')];
    await triggers.set('remind', own, 0.01);
    const key = runtime.keys.trigger(tenantReference.resolve(), 'remind', foreign);
    await runtime.pools.client('expiry').psetex(key, 50, 'x');
    await expect.poll(() => working.handled).toEqual(expect.arrayContaining([`expiry ${own}`]));
    await expect.poll(() => working.handled).toEqual(expect.arrayContaining([`expiry ${foreign}`]));
  });

  it('hands over batches and messages', async () => {
    const { batch, publisher } = tenantOf();
    const [item, message] = [uniqueName('item'), uniqueName('message')];
    await batch.enqueue(QUEUE.service, QUEUE.entity, QUEUE.action, item);
    await publisher.publish('orders', message);
    await expect.poll(() => working.handled).toEqual(expect.arrayContaining([`batch ${item}`]));
    await expect.poll(() => working.handled).toEqual(expect.arrayContaining([`channel ${message}`]));
  });

  it('keeps the state of agents', async () => {
    const { states } = working.app.get(AgentTenants).for(uniqueName('acme'));
    await states.create('t1', { messages: [{ type: 'human', content: 'hello' }] });
    await states.addMessage('t1', { type: 'ai', content: 'hi' });
    expect((await states.get('t1'))?.messages.map(({ content }) => content)).toEqual(['hello', 'hi']);
  });

  it('reads the health of every server', async () => {
    const { redis } = await working.app.get(RedisHealthIndicator).pools('redis');
    expect(redis).toMatchObject({ status: 'up', down: [], degraded: [] });
    expect(redis.pools['user']).toMatchObject({
      version: expect.stringMatching(/^\d+\.\d+\.\d+$/),
      role: 'master',
      usedMemoryBytes: expect.any(Number),
    });
    expect(working.log.errors.filter((line) => !line.includes('on purpose'))).toEqual([]);
  });
});
