import { Cluster, type Redis } from 'ioredis';
import { describe, expect, it, vi } from 'vitest';
import type { RedisClient } from '../../../libs/redis/src/connections/pool-clients.js';
import { UserRepository } from '../../../libs/redis/src/repositories/user.repository.js';
import { topologies, useTopology } from '../../support/topologies.js';

async function onEveryNode(client: RedisClient, ...command: [string, ...string[]]): Promise<unknown[]> {
  const nodes = client instanceof Cluster ? client.nodes('master') : [client];
  return Promise.all(nodes.map(async (node) => node.call(...command)));
}

interface SentCommand {
  readonly name: string;
  readonly firstArgument: unknown;
}

/** The commands that go through the client while `action` runs. */
async function commandsDuring(client: RedisClient, action: () => Promise<unknown>): Promise<SentCommand[]> {
  const spy = vi.spyOn<Pick<Redis, 'sendCommand'>, 'sendCommand'>(client, 'sendCommand');
  await action();
  const sent = spy.mock.calls.map(([{ name, args }]) => ({ name, firstArgument: args[0] }));
  spy.mockRestore();
  return sent;
}

describe.each(topologies)('Scripts on $name', (topology) => {
  const redis = useTopology(topology);

  it('are applied once each when the server forgets them', async () => {
    const users = new UserRepository(redis.scope());
    await users.incrementField('u1', 'count');
    await onEveryNode(redis.client('user'), 'SCRIPT', 'FLUSH');
    const results = await Promise.all(
      Array.from({ length: 200 }, async () => users.incrementField('u1', 'count')),
    );
    expect(results.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 200 }, (_, index) => index + 2));
    expect(await users.getField('u1', 'count')).toBe(201);
  });

  it('are all applied when the server has never seen them and other commands are under way', async () => {
    await onEveryNode(redis.client('user'), 'SCRIPT', 'FLUSH');
    const users = new UserRepository(redis.scope());
    const [missing, created, value, ...upserts] = await Promise.all([
      users.get('u0'),
      users.upsert('u1', { name: 'Alice' }),
      redis.client('user').get('a-key-nobody-sets'),
      ...Array.from({ length: 200 }, async (_, index) => users.upsert(`user${index}`, { index })),
    ]);
    expect([missing, created, value]).toEqual([null, true, null]);
    expect(upserts).toEqual(Array.from({ length: 200 }, () => true));
  });

  it('are one EVALSHA per write', async () => {
    const users = new UserRepository(redis.scope());
    await users.upsert('u1', { name: 'Alice' });
    const commands = await commandsDuring(redis.client('user'), async () =>
      Promise.all(Array.from({ length: 100 }, async () => users.upsert('u1', { name: 'Bob' }))),
    );
    expect(commands.map(({ name }) => name)).toEqual(Array.from({ length: 100 }, () => 'evalsha'));
  });

  it('go without their first line to servers that do not take it', async () => {
    const client = redis.client('user');
    const users = new UserRepository(redis.scope());
    client.scriptShebang = false;
    try {
      await onEveryNode(client, 'SCRIPT', 'FLUSH');
      const commands = await commandsDuring(client, async () => users.incrementField('u1', 'count'));
      expect(commands.map(({ name }) => name)).toEqual(['evalsha', 'eval']);
      expect(commands[1]?.firstArgument).toMatch(/^-- Adds to a numeric field/);
      expect(await users.incrementField('u1', 'count')).toBe(2);
    } finally {
      client.scriptShebang = true;
    }
  });
});
