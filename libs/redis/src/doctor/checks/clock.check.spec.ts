import { describe, expect, it } from 'vitest';
import { answered, refused } from '../servers/answer.js';
import type { ServerFacts } from '../servers/server-facts.js';
import { compareClocks } from './clock.check.js';

const LEASE_MS = 30_000;

function server(address: string, aheadMs: number, uncertaintyMs = 1): ServerFacts {
  return {
    address,
    isLocal: true,
    tls: undefined,
    isOpenToAll: false,
    info: refused('-'),
    settings: refused('-'),
    latency: refused('-'),
    clock: answered({ aheadMs, uncertaintyMs }),
    user: refused('-'),
  };
}

describe('compareClocks', () => {
  it.each([
    [[0, 900], 'ok'],
    [[-700, 0, 700], 'warning'],
    [[0, 20_000, 31_000], 'error'],
  ] as const)('of servers that are ahead by %j is %s', (skews, severity) => {
    const servers = skews.map((aheadMs, at) => server(`h${at}`, aheadMs));
    expect(compareClocks(servers, LEASE_MS)).toMatchObject([{ id: 'clock.servers', severity }]);
  });

  it('names the two that differ most, and allows for slow answers', () => {
    const servers = [server('a', 0), server('b', 5_000), server('c', 2_000)];
    expect(compareClocks(servers, LEASE_MS)[0]?.message).toMatch(/5\.0 s\. b is ahead of a\.$/);
    expect(compareClocks([server('a', 0, 3_000), server('b', 5_000, 2_000)], LEASE_MS)).toMatchObject([
      { severity: 'ok' },
    ]);
  });

  it('has nothing to say of one server', () => {
    expect(
      compareClocks([server('a', 5_000), { ...server('b', 0), clock: refused('NOPERM') }], LEASE_MS),
    ).toEqual([]);
  });
});
