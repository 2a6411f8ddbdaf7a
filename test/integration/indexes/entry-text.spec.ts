import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { entryText } from '../../../libs/redis/src/repositories/indexes/entry-text.js';
import { UserRepository } from '../../../libs/redis/src/repositories/user.repository.js';
import { entriesOf } from '../../support/index-entries.js';
import { topologies, useTopology } from '../../support/topologies.js';

const [standalone] = topologies;
const stored = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 80 }),
  fc.string({ unit: 'grapheme', minLength: 15, maxLength: 70 }),
  fc.stringMatching(/^-?[0-9]{1,3}(\.[0-9]{0,3}0{0,3})?$/),
  fc.constantFrom(
    'a\0b',
    '\0',
    '\u0001',
    '\u0001a',
    '1.0',
    '-0.0',
    '0.',
    '.0',
    '1.0e5',
    'x'.repeat(64),
    'é'.repeat(33),
  ),
);

describe('The text of an entry', () => {
  const redis = useTopology(standalone!);

  it('is the same for the server, which writes it, and for the reader', async () => {
    const scope = redis.scope({ indexes: { user: ['city'] } });
    const client = redis.client('user');
    const tenant = scope.tenantReference.resolve();
    const users = new UserRepository(scope);
    const index = scope.runtime.keys.index(tenant, 'user', 'city');
    await fc.assert(
      fc.asyncProperty(stored, async (text) => {
        await client.hset(scope.runtime.keys.user(tenant, 'u1'), 'city', text);
        await client.del(index);
        await users.updateField('u1', 'other', 1);
        expect(await entriesOf(client, index)).toEqual([[entryText(text), 'u1']]);
      }),
      { numRuns: 500 },
    );
  });
});
