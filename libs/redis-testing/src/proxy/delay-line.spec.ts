import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DelayLine } from './delay-line.js';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('DelayLine', () => {
  it('keeps the order when the delay gets shorter', () => {
    const line = new DelayLine();
    const ran: string[] = [];
    line.push(100, () => ran.push('slow'));
    line.push(0, () => ran.push('fast'));
    expect(ran).toEqual([]);
    vi.advanceTimersByTime(99);
    expect(ran).toEqual([]);
    vi.advanceTimersByTime(2);
    expect(ran).toEqual(['slow', 'fast']);
  });

  it('runs at once without a delay', () => {
    const run = vi.fn<() => void>();
    new DelayLine().push(0, run);
    expect(run).toHaveBeenCalledOnce();
  });

  it('forgets what is waiting', () => {
    const line = new DelayLine();
    const run = vi.fn<() => void>();
    line.push(10, run);
    line.clear();
    vi.advanceTimersByTime(1000);
    expect(run).not.toHaveBeenCalled();
  });
});
