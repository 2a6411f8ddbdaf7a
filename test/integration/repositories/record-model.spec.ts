import fc from 'fast-check';
import { describe, it } from 'vitest';
import { UserRepository } from '../../../libs/redis/src/repositories/user.repository.js';
import { recordCommands, UserModel } from '../../support/record-commands.js';
import { topologies, useTopology } from '../../support/topologies.js';

describe.each(topologies)('A user record on $name', (topology) => {
  const redis = useTopology(topology);

  it('behaves as a plain object with an expiry would, whatever is done to it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.commands(recordCommands, { size: '+1' }), async (commands) => {
        const users = new UserRepository(redis.scope({ ttl: { users: UserModel.DEFAULT_TTL } }));
        await fc.asyncModelRun(() => ({ model: new UserModel(), real: users.of('u1') }), commands);
      }),
      { numRuns: 100 },
    );
  });
});
