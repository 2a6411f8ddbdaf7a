import { describe, expect, it } from 'vitest';
import { describeIssues } from '../config/find-problems.js';
import { expiryOptionsSchema } from './expiry-options.schema.js';
import { resolveExpiryOptions } from './resolve-expiry-options.js';

/** `path: problem` of each. */
function problemsOf(options: unknown): string[] {
  return describeIssues(expiryOptionsSchema, options).map(
    ({ path, problem }) => `${path.map(String).join('.')}: ${problem}`,
  );
}

describe('options of expiry triggers', () => {
  it('have the documented defaults', () => {
    expect(resolveExpiryOptions()).toEqual({
      listeners: ['expiry'],
      notifications: 'auto',
      flags: 'Ex',
      worker: true,
      concurrency: 50,
      leaseMs: 30_000,
      timeoutMs: 30_000,
      attempts: 3,
      backoff: { type: 'exponential', delayMs: 1_000 },
      tenantConcurrency: undefined,
      maxPayloadBytes: 1_048_576,
      ttlKeys: true,
      lingerMs: 1_000,
      deadLetters: { maxPerTenant: 1_000, maxAgeSeconds: 2_592_000 },
      shutdownGraceMs: 10_000,
    });
  });

  it('are taken as given', () => {
    const options = {
      listeners: ['expiry', 'handlers'],
      notifications: 'off',
      flags: 'KEA',
      worker: false,
      concurrency: 1,
      leaseMs: 100,
      timeoutMs: 1,
      attempts: 1,
      backoff: { type: 'fixed', delayMs: 0 },
      tenantConcurrency: 2,
      maxPayloadBytes: 10,
      ttlKeys: false,
      lingerMs: 0,
      deadLetters: { maxPerTenant: 0, maxAgeSeconds: 1 },
      shutdownGraceMs: 0,
    } as const;
    expect(problemsOf(options)).toEqual([]);
    expect(resolveExpiryOptions(options)).toEqual(options);
    expect(problemsOf({ backoff: () => 1 })).toEqual([]);
    expect(problemsOf({})).toEqual([]);
  });

  it.each([
    [{ listeners: [] }, /^listeners: expected at least one pool alias, got array$/],
    [{ listeners: ['expiry', 'expiry'] }, /^listeners: expected each pool alias once, got array$/],
    [{ listeners: ['a b'] }, /^listeners\.0: expected an alias/],
    [{ notifications: 'on' }, /^notifications: expected "auto", "assume" or "off", got "on"$/],
    [{ flags: 'Ey' }, /^flags: expected flags of notify-keyspace-events/],
    [{ worker: 'no' }, /^worker: expected true or false/],
    [{ concurrency: 0 }, /^concurrency: expected an integer from 1 to 10000, got 0$/],
    [{ leaseMs: 30 }, /^leaseMs: expected an integer from 100 to 86400000, got 30$/],
    [{ attempts: 1.5 }, /^attempts: expected an integer from 1 to 1000, got 1\.5$/],
    [
      { backoff: { type: 'linear', delayMs: 1 } },
      /^backoff\.type: expected "fixed" or "exponential", got "linear"$/,
    ],
    [{ backoff: { type: 'fixed' } }, /^backoff\.delayMs: expected an integer/],
    [
      { backoff: { type: 'exponential', delayMs: 10, maxDelayMs: 5 } },
      /^backoff\.maxDelayMs: expected at least delayMs, got 5$/,
    ],
    [{ deadLetters: { keep: 1 } }, /^deadLetters: expected known options only, got "keep"/],
    [{ listener: ['expiry'] }, /expected known options only, got "listener"/],
  ])('are refused with the name of what is wrong: %j', (options, problem) => {
    expect(problemsOf(options)).toEqual([expect.stringMatching(problem)]);
  });
});
