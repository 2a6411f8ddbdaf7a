import { describe, expect, it } from 'vitest';
import type { WriteDurability } from './durability-options.js';
import type { CommonPoolOptions } from './pool-options.js';
import { resolveConfig } from './resolve-config.js';

const resolve = (defaults: CommonPoolOptions) =>
  resolveConfig({ env: false, configFile: false, url: 'redis://127.0.0.1', defaults });

const durabilityOf = (defaults: CommonPoolOptions) => resolve(defaults).pools.get('user')?.durability;

describe('the durability of a pool', () => {
  it('is that of the primary by default', () => {
    expect(durabilityOf({})).toBeUndefined();
    expect(durabilityOf({ durability: 'memory' })).toBeUndefined();
  });

  it.each<[WriteDurability, number, object]>([
    ['replica', 5_000, { replicas: 1, timeoutMs: 1_000 }],
    ['replica', 500, { replicas: 1, timeoutMs: 250 }],
    [{}, 5_000, { replicas: 1, timeoutMs: 1_000 }],
    [{ replicas: 2, timeoutMs: 50 }, 5_000, { replicas: 2, timeoutMs: 50 }],
  ])('of %j with a command timeout of %i ms is %j', (durability, commandTimeoutMs, resolved) => {
    expect(durabilityOf({ durability, commandTimeoutMs })).toEqual(resolved);
  });

  it('is taken from the pool before it is taken from the defaults', () => {
    const { pools } = resolveConfig({
      env: false,
      configFile: false,
      url: 'redis://127.0.0.1',
      defaults: { durability: 'replica' },
      pools: { user: { durability: 'memory' }, expiry: { durability: { replicas: 2 } } },
    });
    expect(pools.get('user')?.durability).toBeUndefined();
    expect(pools.get('expiry')?.durability?.replicas).toBe(2);
    expect(pools.get('handlers')?.durability?.replicas).toBe(1);
  });

  it.each([
    ['disk', /durability: expected "memory", "replica"/],
    [{ replicas: 0 }, /durability\.replicas: expected an integer from 1/],
    [{ timeout: 5 }, /durability: expected known options only, got "timeout"/],
    [
      { timeoutMs: 5_000 },
      /durability\.timeoutMs: expected less than commandTimeoutMs, which is 5000, got 5000/,
    ],
  ])('cannot be %j', (durability, problem) => {
    expect(() => resolve({ durability: durability as WriteDurability })).toThrow(problem);
  });
});
