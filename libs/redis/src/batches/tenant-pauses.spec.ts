import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { TenantPauses } from './tenant-pauses.js';

describe('TenantPauses', () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  it('leaves a tenant alone for the time given, and no other', () => {
    const pauses = new TenantPauses();
    pauses.pause('acme', 1_000);
    pauses.pause('globex', 5_000);
    expect(['acme', 'globex', 'initech'].map((each) => pauses.isPaused(each))).toEqual([true, true, false]);
    vi.advanceTimersByTime(1_000);
    expect(['acme', 'globex', 'initech'].map((each) => pauses.isPaused(each))).toEqual([false, true, false]);
  });
});
