import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ClaimedItem } from '../repositories/batch/claimed-item.js';
import { LeaseKeeper } from './lease-keeper.js';
import { TrackedItem } from './tracked-item.js';

/** An item whose leases are extended when the test says so. */
function itemExtendedBy(extend: () => Promise<boolean>): TrackedItem {
  const claimed: ClaimedItem<unknown> = {
    value: 'x',
    failure: null,
    text: 'x',
    attempt: 1,
    leaseUntil: new Date(),
    ack: async () => true,
    nack: async () => true,
    extend,
  };
  return new TrackedItem(claimed, performance.now() + 60_000);
}

describe('LeaseKeeper', () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  it.each([
    ['while it waits for the next renewal', 1_000],
    ['during a renewal', 20_000],
  ])('ends when it is stopped %s, and leaves no timer behind', async (_when, ms) => {
    let finish: (isHeld: boolean) => void = () => undefined;
    const extend = vi.fn<() => Promise<boolean>>(
      async () =>
        new Promise<boolean>((resolve) => {
          finish = resolve;
        }),
    );
    const keeper = new LeaseKeeper([itemExtendedBy(extend)], 60, () => undefined);
    let isOver = false;
    void keeper.run().then(() => (isOver = true));
    await vi.advanceTimersByTimeAsync(ms);
    expect(extend).toHaveBeenCalledTimes(ms < 20_000 ? 0 : 1);
    keeper.stop();
    finish(true);
    await vi.advanceTimersByTimeAsync(0);
    expect(isOver).toBe(true);
    expect(vi.getTimerCount()).toBe(0);
  });
});
