import { describe, expect, it } from 'vitest';
import { KeyValueRepository } from '../../../libs/redis/src/repositories/key-value.repository.js';
import { UserRepository } from '../../../libs/redis/src/repositories/user.repository.js';
import { snapshotOfKeys } from '../../support/key-snapshot.js';
import { topologies, useTopology } from '../../support/topologies.js';
import { uniqueName } from '../../support/unique-name.js';

const ODD_IDS = [
  ':',
  'u1:admin',
  'u1%3Aadmin',
  '%',
  '*',
  'u?',
  '[a-z]',
  '{x}',
  '}{',
  '{globex}:user:u1',
  '../u1',
  'line\nbreak',
  '\r\nFLUSHALL\r\n',
  ' ',
  '__proto__',
  '😀',
  'x'.repeat(1_024),
];

/** What the body of a request may hold where a text is expected. */
const NOT_TEXT: readonly string[] = JSON.parse('[7, null, true, {"id":1}]');
const REFUSED_IDS = ['', 'a\0b', '\ud83d', 'x'.repeat(10_240), ...NOT_TEXT];

describe.each(topologies)('Ids on $name', (topology) => {
  const redis = useTopology(topology);

  async function keysOf(...prefixes: string[]): Promise<string[]> {
    const clients = topology.clustered
      ? [redis.client('user')]
      : [redis.client('user'), redis.client('default')];
    const found = await Promise.all(prefixes.map(async (prefix) => snapshotOfKeys(clients, `*${prefix}*`)));
    return found.flatMap((keys) => [...keys.keys()]);
  }

  it('may hold any characters and never meet each other', async () => {
    const tenant = uniqueName('acme');
    const users = new UserRepository(redis.scope({ tenant }));
    for (const id of ODD_IDS) expect(await users.upsert(id, { id })).toBe(true);
    for (const id of ODD_IDS) expect(await users.get(id)).toEqual({ id });
    expect(await keysOf(tenant)).toHaveLength(ODD_IDS.length);
    await users.delete('*');
    expect(await keysOf(tenant)).toHaveLength(ODD_IDS.length - 1);
    for (const id of ODD_IDS) await users.delete(id);
    expect(await keysOf(tenant)).toEqual([]);
  });

  it('never reach the records of another tenant', async () => {
    const [acme, globex] = [uniqueName('acme'), uniqueName('globex')];
    await new UserRepository(redis.scope({ tenant: globex })).upsert('u1', { owner: 'globex' });
    const before = await keysOf(globex);
    const users = new UserRepository(redis.scope({ tenant: acme }));
    const values = new KeyValueRepository(redis.scope({ tenant: acme }));
    const ids = [
      `:${globex}:user:u1`,
      `${globex}:user:u1`,
      `{${globex}}:user:u1`,
      `*${globex}*`,
      `\n${globex}:user:u1`,
    ];
    for (const id of ids) {
      expect(await users.get(id)).toBeNull();
      await users.set(id, { owner: 'acme' });
      await values.set(id, 'acme');
      await users.delete(id);
      await values.delete(id);
    }
    expect(await keysOf(globex)).toEqual(before);
    expect(await new UserRepository(redis.scope({ tenant: globex })).get('u1')).toEqual({ owner: 'globex' });
  });

  it.each(REFUSED_IDS)('refuse %j before anything is written', async (id) => {
    const tenant = uniqueName('acme');
    const users = new UserRepository(redis.scope({ tenant }));
    const values = new KeyValueRepository(redis.scope({ tenant }));
    const refusal = { code: 'INVALID_KEY_PART', statusCode: 400 };
    await expect(users.get(id)).rejects.toMatchObject(refusal);
    await expect(users.upsert(id, { a: 1 })).rejects.toMatchObject(refusal);
    await expect(users.delete(id)).rejects.toMatchObject(refusal);
    await expect(users.of(id).incrementField('a')).rejects.toMatchObject(refusal);
    await expect(values.set(id, 1)).rejects.toMatchObject(refusal);
    expect(await keysOf(tenant)).toEqual([]);
  });
});
