import { describe, expect, it } from 'vitest';
import { UserRepository } from '../../../libs/redis/src/repositories/user.repository.js';
import { topologiesWithoutSentinel, useTopology } from '../../support/topologies.js';

const EXPIRED = 100_000;
const AT_ONCE = 2_000;
/** Entries of this length take about 140. */
const BYTES_PER_ENTRY = 160;

describe.each(topologiesWithoutSentinel)('An index whose records have expired, on $name', (topology) => {
  const redis = useTopology(topology);

  it(
    'shrinks as records are written, to about as many stale entries as live ones',
    { timeout: 120_000 },
    async () => {
      const scope = redis.scope({ indexes: { user: ['email'] } });
      const users = new UserRepository(scope);
      const client = redis.client('user');
      const index = scope.runtime.keys.index(scope.tenantReference.resolve(), 'user', 'email');
      const write = async (from: number, to: number, ttlSeconds: number) => {
        for (let start = from; start < to; start += AT_ONCE) {
          await Promise.all(
            Array.from({ length: Math.min(AT_ONCE, to - start) }, async (_, at) =>
              users.upsert(`u${start + at}`, { email: `u${start + at}@example.com` }, { ttlSeconds }),
            ),
          );
        }
      };

      // One record keeps the index alive. The others have run out, at the latest, soon after the last was written.
      await write(0, 1, 3_600);
      await write(1, EXPIRED + 1, 1);
      await expect.poll(async () => users.exists(`u${EXPIRED}`), { timeout: 10_000 }).toBe(false);
      const before = await client.zcard(index);
      const live = 25_000;
      await write(EXPIRED + 1, EXPIRED + 1 + live, 3_600);
      const after = await client.zcard(index);
      const stale = after - live - 1;
      const bytes = Number(await client.memory('USAGE', index, 'SAMPLES', 0));

      expect(await users.findByField('email', 'u1@example.com')).toEqual([]);
      expect(await users.findByField('email', `u${EXPIRED + live}@example.com`)).toHaveLength(1);
      expect(before).toBeLessThanOrEqual(EXPIRED + 1);
      expect(stale).toBeLessThan(live);
      expect(bytes).toBeLessThan(2 * live * BYTES_PER_ENTRY);
    },
  );
});
