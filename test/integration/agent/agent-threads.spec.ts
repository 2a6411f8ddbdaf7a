import { describe, expect, it } from 'vitest';
import { AgentThreads } from '../../../libs/agent/src/threads/agent-threads.js';
import { UserRepository } from '../../../libs/redis/src/repositories/user.repository.js';
import { topologies, useTopology } from '../../support/topologies.js';

const NUMBERS = Array.from({ length: 50 }, (_unused, index) => String(index));

describe.each(topologies)('The threads of an agency on $name', (topology) => {
  const redis = useTopology(topology);

  function useThreads() {
    const scope = redis.scope({ indexes: { user: ['name'] } });
    const key = scope.runtime.keys.user(scope.tenantReference.resolve(), 'u1');
    return {
      threads: new AgentThreads(scope),
      users: new UserRepository(scope),
      client: redis.client('user'),
      key,
    };
  }

  it('are one JSON object in the user’s record', async () => {
    const { threads, users, client, key } = useThreads();
    await users.upsert('u1', { name: 'Alice' });
    expect(await threads.load('u1')).toEqual({});
    await threads.save('u1', { main_thread: 't1', CEO: { Developer: 't2' } });
    expect(await client.hget(key, 'agent_threads')).toBe('{"main_thread":"t1","CEO":{"Developer":"t2"}}');
    expect(await threads.load('u1')).toEqual({ main_thread: 't1', CEO: { Developer: 't2' } });
    expect(await users.get('u1')).toMatchObject({ name: 'Alice' });
    expect(await users.findByField('name', 'Alice')).toHaveLength(1);
  });

  it('are read and changed as the Python service writes them', async () => {
    const { threads, client, key } = useThreads();
    const python =
      '{"main_thread": "t\\u00e91", "CEO": {"Dev": "t2", "n": 12345678901234567890, "l": []}, "x": {"}": "a\\"]{"} }';
    await client.hset(key, 'agent_threads', python);
    await threads.save('u1', { CEO: { QA: 't3' }, new: 't4' });
    expect(await client.hget(key, 'agent_threads')).toBe(
      '{"main_thread":"t\\u00e91","CEO":{"Dev":"t2","n":12345678901234567890,"l":[],"QA":"t3"},"x":{"}": "a\\"]{"},"new":"t4"}',
    );
    await threads.save('u1', { main_thread: 't5', CEO: 't6', new: { a: 'b' } });
    expect(await threads.load('u1')).toEqual({
      main_thread: 't5',
      CEO: 't6',
      x: { '}': 'a"]{' },
      new: { a: 'b' },
    });
  });

  it('are not lost to each other by agents that save at the same time', async () => {
    const { threads } = useThreads();
    await Promise.all(
      NUMBERS.flatMap((number) => [
        threads.save('u1', { [`agent${number}`]: number }),
        threads.save('u1', { CEO: { [number]: `t${number}` } }),
      ]),
    );
    expect(await threads.load('u1')).toEqual({
      ...Object.fromEntries(NUMBERS.map((number) => [`agent${number}`, number])),
      CEO: Object.fromEntries(NUMBERS.map((number) => [number, `t${number}`])),
    });
  });

  it('are removed one by one or all', async () => {
    const { threads, users } = useThreads();
    await threads.save('u1', { a: 't1', b: 't2', 'ü"\\': 't3' });
    expect(await threads.delete('u1', ['a', 'missing', 'ü"\\'])).toBe(true);
    expect(await threads.load('u1')).toEqual({ b: 't2' });
    expect(await threads.delete('u1', ['missing'])).toBe(false);
    await users.upsert('u1', { name: 'Alice' });
    expect(await threads.delete('u1')).toBe(true);
    expect(await threads.delete('u1')).toBe(false);
    expect(await threads.delete('nobody', ['a'])).toBe(false);
    expect(await users.exists('nobody')).toBe(false);
    expect(await users.get('u1')).toEqual({ name: 'Alice' });
  });

  it('renew the user’s expiry and keep its indexes, unless there is nothing to save', async () => {
    const { threads, users } = useThreads();
    await users.upsert('u1', { name: 'Alice' }, { ttlSeconds: 100 });
    await threads.save('u1', {});
    expect(await users.ttl('u1')).toBeLessThanOrEqual(100);
    await threads.save('u1', { a: 't1' });
    expect(await users.ttl('u1')).toBeGreaterThan(86_000);
    expect(await users.findByField('name', 'Alice')).toHaveLength(1);
    await threads.save('u2', {});
    expect(await users.exists('u2')).toBe(false);
  });

  it.each(['[1]', 'text', '7', '{"a": }', '"x"'])(
    'are not written over a field that holds %s',
    async (text) => {
      const { threads, client, key } = useThreads();
      await client.hset(key, 'agent_threads', text);
      await expect(threads.save('u1', { a: 't1' })).rejects.toMatchObject({ code: 'FIELD_TYPE' });
      await expect(threads.load('u1')).rejects.toMatchObject({ code: 'FIELD_TYPE' });
      expect(await client.hget(key, 'agent_threads')).toBe(text);
    },
  );

  it('may have any name', async () => {
    const { threads } = useThreads();
    const hostile = Object.fromEntries(
      ['', '__proto__', 'constructor', '"', '\\', '{', '}', ',', ':', '\n', '😀', '\u2028', '%z'].map(
        (name) => [name, { [name]: name }],
      ),
    );
    await threads.save('u1', hostile);
    expect(await threads.load('u1')).toEqual(hostile);
    await threads.save('u1', hostile);
    expect(await threads.load('u1')).toEqual(hostile);
    for (const wrong of [[], 'x', null, { a: 1 }, { a: { b: 1 } }, { a: { b: { c: 'd' } } }, { a: null }]) {
      await expect(threads.save('u1', wrong as never)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    }
    await expect(threads.save('u1', { a: '\ud800' })).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
  });
});
