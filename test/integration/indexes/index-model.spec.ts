import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { entryText } from '../../../libs/redis/src/repositories/indexes/entry-text.js';
import { UserRepository } from '../../../libs/redis/src/repositories/user.repository.js';
import type { TenantScope } from '../../../libs/redis/src/repositories/tenant-scope.js';
import { entriesOf } from '../../support/index-entries.js';
import { recordCommands, UserModel } from '../../support/record-commands.js';
import { topologiesWithoutSentinel, useTopology, type TestRedis } from '../../support/topologies.js';

const FIELDS = ['a', 'b'] as const;
const IDS = ['u1', 'u2', 'u:3'] as const;
type Records = ReadonlyArray<readonly [id: string, model: UserModel]>;

/** The entries that the records should have, and for how long the index has to live. */
function expectedEntries({ runtime }: TenantScope, records: Records, field: string) {
  const holders = records.filter(([, { fields }]) => fields?.[field] !== undefined);
  const entries = holders.map(([id, { fields }]): [string, string] => [
    entryText(runtime.codec.encode(fields?.[field], field)),
    id.replace(':', '%3A'),
  ]);
  const ttls = holders.map(([, { ttl }]) => ttl);
  return { entries, ttl: ttls.includes('none') ? 'none' : Math.max(0, ...ttls.map(Number)) } as const;
}

async function checkIndex(redis: TestRedis, scope: TenantScope, records: Records, field: string) {
  const client = redis.client('user');
  const index = scope.runtime.keys.index(scope.tenantReference.resolve(), 'user', field);
  const expected = expectedEntries(scope, records, field);
  const order = ([text, id]: [string, string]): string => JSON.stringify([text, id]);
  const entries = await entriesOf(client, index);
  assert.deepEqual(entries.map(order).toSorted(), expected.entries.map(order).toSorted());
  const milliseconds = await client.pttl(index);
  if (expected.entries.length === 0) assert.equal(milliseconds, -2);
  else if (expected.ttl === 'none') assert.equal(milliseconds, -1);
  else assert.ok(milliseconds === -1 || milliseconds / 1_000 > expected.ttl - 20, `${milliseconds} ms`);
}

async function checkSearch(users: UserRepository, records: Records, field: string) {
  for (const [, { fields }] of records) {
    const value = fields?.[field];
    if (value === undefined || (typeof value === 'object' && value !== null)) continue;
    const holders = records.filter((record) => record[1].fields?.[field] === value);
    const found = await users.findByField(field, value, { limit: 10 });
    assert.deepEqual(
      found.map(({ id, record }) => ({ id, record })).toSorted((x, y) => (x.id < y.id ? -1 : 1)),
      holders.map(([id, model]) => ({ id, record: model.fields })),
    );
  }
}

describe.each(topologiesWithoutSentinel)('Indexes on $name', (topology) => {
  const redis = useTopology(topology);

  it('hold what the records hold, whatever is done to several at the same time', async () => {
    const sequence = fc.commands([...recordCommands], { maxCommands: 12 });
    const property = fc.asyncProperty(fc.tuple(sequence, sequence, sequence), async (sequences) => {
      const scope = redis.scope({ ttl: { users: UserModel.DEFAULT_TTL }, indexes: { user: FIELDS } });
      const users = new UserRepository(scope);
      const records = IDS.map((id) => [id, new UserModel()] as const);
      await Promise.all(
        records.map(async ([id, model], at) =>
          fc.asyncModelRun(() => ({ model, real: users.of(id) }), sequences[at] ?? []),
        ),
      );
      for (const field of FIELDS) {
        await checkIndex(redis, scope, records, field);
        await checkSearch(users, records, field);
      }
    });
    await expect(fc.assert(property, { numRuns: 200 })).resolves.toBeUndefined();
  });
});
