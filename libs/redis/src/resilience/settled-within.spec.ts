import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { settledWithin } from './settled-within.js';

describe('settledWithin', () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  const never = new Promise<void>(() => undefined);
  const rejected = async (): Promise<void> => {
    throw new Error('no matter');
  };

  it('is true as soon as all have settled, one way or the other', async () => {
    expect(await settledWithin([Promise.resolve(1), rejected()], 1_000)).toBe(true);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('is false when one has not settled in time', async () => {
    const result = settledWithin([Promise.resolve(1), never], 1_000);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(await result).toBe(false);
  });
});
