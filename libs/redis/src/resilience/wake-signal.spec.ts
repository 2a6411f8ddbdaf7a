import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { WakeSignal } from './wake-signal.js';

describe('WakeSignal', () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  it('wakes everybody who waits, and nobody who waits later', async () => {
    const signal = new WakeSignal();
    const woken: string[] = [];
    const waitAs = async (name: string, ms?: number): Promise<void> => {
      await signal.wait(ms);
      woken.push(name);
    };
    void waitAs('with a timeout', 1_000);
    void waitAs('without one');
    signal.notify();
    void waitAs('later');
    await vi.advanceTimersByTimeAsync(10_000);
    expect(woken).toEqual(['with a timeout', 'without one']);
    expect(vi.getTimerCount()).toBe(0);
    signal.notify();
    await vi.advanceTimersByTimeAsync(0);
    expect(woken).toEqual(['with a timeout', 'without one', 'later']);
  });

  it('wakes by itself after the timeout', async () => {
    let isAwake = false;
    void new WakeSignal().wait(50).then(() => (isAwake = true));
    await vi.advanceTimersByTimeAsync(49);
    expect(isAwake).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(isAwake).toBe(true);
  });
});
