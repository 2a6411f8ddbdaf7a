import { describe, expect, it } from 'vitest';
import type { CoreModuleOptions } from './module-options.js';
import { resolveConfig } from './resolve-config.js';

describe('options of the start and of the watchdog', () => {
  it('have defaults', () => {
    expect(resolveConfig({ env: false }).pools.get('user')).toMatchObject({
      watchdogIntervalMs: 30_000,
      startup: { mode: 'fail', attempts: 5, minDelayMs: 2_000, maxDelayMs: 30_000, loadingTimeoutMs: 60_000 },
    });
  });

  it('are set for all pools, and for each', () => {
    const { pools } = resolveConfig({
      env: false,
      defaults: { onStartup: 'retry', startupMaxDelayMs: 500, watchdogIntervalMs: 0 },
      pools: {
        user: { onStartup: 'degraded', startupAttempts: 1, startupMinDelayMs: 10, loadingTimeoutMs: 1 },
      },
    });
    expect(pools.get('user')).toMatchObject({
      watchdogIntervalMs: 0,
      startup: { mode: 'degraded', attempts: 1, minDelayMs: 10, maxDelayMs: 500, loadingTimeoutMs: 1 },
    });
    expect(pools.get('expiry')).toMatchObject({ startup: { mode: 'retry', attempts: 5, maxDelayMs: 500 } });
  });

  it.each<[unknown, RegExp]>([
    [{ onStartup: 'ignore' }, /defaults\.onStartup.*"fail", "retry" or "degraded"/],
    [{ startupAttempts: 0 }, /defaults\.startupAttempts.*from 1/],
    [{ startupMinDelayMs: -1 }, /defaults\.startupMinDelayMs/],
    [{ watchdogIntervalMs: 1.5 }, /defaults\.watchdogIntervalMs.*integer/],
    [{ loadingTimeoutMs: '1s' }, /defaults\.loadingTimeoutMs/],
  ])('are checked: %j', (defaults, message) => {
    const options = { env: false, defaults } as CoreModuleOptions;
    expect(() => resolveConfig(options)).toThrow(message);
  });
});
