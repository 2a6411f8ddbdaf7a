import { describe, expect, inject, it } from 'vitest';
import { connect, topologies, useTopology } from '../../support/topologies.js';

describe('the standard pools of one server', () => {
  it('use six databases over six named connections', async () => {
    const manager = await connect({ url: inject('redisUrl'), appName: 'pools-spec' });
    try {
      const seen = await Promise.all(
        manager.aliases().map(async (alias) => {
          const info = String(await manager.client(alias).call('CLIENT', 'INFO'));
          return [/ name=(\S+)/.exec(info)?.[1], Number(/ db=(\d+)/.exec(info)?.[1])];
        }),
      );
      expect(Object.fromEntries(seen)).toEqual({
        'pools-spec:default': 15,
        'pools-spec:user': 11,
        'pools-spec:handlers': 10,
        'pools-spec:symphony_shared_state': 9,
        'pools-spec:expiry': 8,
        'pools-spec:pubsub': 7,
      });
    } finally {
      await manager.close();
    }
  });
});

describe.each(topologies)('the pools on $name', (topology) => {
  const redis = useTopology(topology);

  it('answers', async () => {
    expect(await redis.client('user').ping()).toBe('PONG');
  });
});
