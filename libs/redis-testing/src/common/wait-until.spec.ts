import { describe, expect, it } from 'vitest';
import { waitUntil } from './wait-until.js';

describe('waitUntil', () => {
  it('returns the value of the condition once it holds', async () => {
    let calls = 0;
    const value = await waitUntil(() => (++calls === 3 ? 'there' : undefined), { everyMs: 1 });
    expect(value).toBe('there');
    expect(calls).toBe(3);
  });

  it('takes a condition that throws for one that does not hold yet', async () => {
    let calls = 0;
    await waitUntil(
      async () => {
        if (++calls < 3) throw new Error('not yet');
        return true;
      },
      { everyMs: 1 },
    );
    expect(calls).toBe(3);
  });

  it('gives up after the timeout and says what it waited for', async () => {
    const failing = (): never => {
      throw new Error('connection refused');
    };
    const waiting = waitUntil(failing, { what: 'the port is open', timeoutMs: 10, everyMs: 1 });
    await expect(waiting).rejects.toThrow('Timed out after 10 ms waiting until the port is open');
    await expect(waiting).rejects.toMatchObject({ cause: { message: 'connection refused' } });
  });
});
