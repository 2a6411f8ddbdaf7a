import { describe, expect, it } from 'vitest';
import { AdoptionQueue, type HeardExpiry } from './adoption-queue.js';

const REFUSED = 'a:EXPTRIGGER:act:refused';

function expiry(key: string): HeardExpiry {
  return { key, listeningSince: 0 };
}

describe('AdoptionQueue', () => {
  it('adopts what was heard together in one call for each partition', async () => {
    const batches: string[][] = [];
    const queue = new AdoptionQueue({
      partitionOf: (key) => (key.startsWith('a') ? 0 : 1),
      adopt: async (expiries) => batches.push(expiries.map(({ key }) => key)),
      onLost: (key) => expect.unreachable(key),
      onDelayed: (_waiting, error) => expect.unreachable(error.message),
    });
    for (const key of ['a1', 'b1', 'a2']) queue.add(expiry(key));
    await queue.settled();
    expect(batches).toEqual([['a1', 'a2'], ['b1']]);
  });

  it('gives up only the key that is refused for good', async () => {
    const adopted: string[] = [];
    const lost: string[] = [];
    const queue = new AdoptionQueue({
      partitionOf: () => 0,
      adopt: async (expiries) => {
        if (expiries.some(({ key }) => key === REFUSED)) throw new Error('refused');
        adopted.push(...expiries.map(({ key }) => key));
      },
      onLost: (key) => lost.push(key),
      onDelayed: (_waiting, error) => expect.unreachable(error.message),
    });
    for (const key of ['a:EXPTRIGGER:act:1', REFUSED, 'a:EXPTRIGGER:act:2']) queue.add(expiry(key));
    await queue.settled();
    expect(adopted.sort()).toEqual(['a:EXPTRIGGER:act:1', 'a:EXPTRIGGER:act:2']);
    expect(lost).toEqual([REFUSED]);
  });
});
