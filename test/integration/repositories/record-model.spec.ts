import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UserRepository } from '../../../libs/redis/src/repositories/user.repository.js';
import { recordCommands, UserModel } from '../../support/record-commands.js';
import { topologiesWithoutSentinel, useTopology } from '../../support/topologies.js';

describe.each(topologiesWithoutSentinel)('A user record on $name', (topology) => {
  const redis = useTopology(topology);

  it('behaves as a plain object with an expiry would, whatever is done to it', async () => {
    const property = fc.asyncProperty(fc.commands([...recordCommands], { size: '+1' }), async (commands) => {
      const users = new UserRepository(redis.scope({ ttl: { users: UserModel.DEFAULT_TTL } }));
      await fc.asyncModelRun(() => ({ model: new UserModel(), real: users.of('u1') }), commands);
    });
    await expect(fc.assert(property, { numRuns: 100 })).resolves.toBeUndefined();
  });
});
