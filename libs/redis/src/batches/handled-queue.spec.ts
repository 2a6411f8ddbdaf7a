import { describe, expect, it } from 'vitest';
import { resolveBatchQueue } from './handled-queue.js';
import type { OnBatchOptions } from './on-batch.options.js';

const queue: OnBatchOptions = { service: 'billing', entity: 'invoice', action: 'send' };

describe('resolveBatchQueue', () => {
  it('fills in the defaults', () => {
    expect(resolveBatchQueue(queue)).toEqual({
      ...queue,
      limit: 100,
      leaseSeconds: 30,
      concurrency: 4,
      attempts: 3,
      delayMs: 1_000,
      maxDelayMs: 3_600_000,
      pool: 'handlers',
    });
  });

  it.each<[string, Partial<OnBatchOptions>]>([
    ['limit', { limit: 0 }],
    ['limit', { limit: 1_001 }],
    ['limit', { limit: 1.5 }],
    ['leaseSeconds', { leaseSeconds: 0.5 }],
    ['leaseSeconds', { leaseSeconds: Number.NaN }],
    ['concurrency', { concurrency: -1 }],
    ['attempts', { attempts: 0 }],
    ['backoff.delayMs', { backoff: { delayMs: 0 } }],
    ['backoff.maxDelayMs', { backoff: { delayMs: 2_000, maxDelayMs: 1_000 } }],
    ['limit', { limit: '10' as unknown as number }],
  ])('refuses a wrong %s, %o', (option, wrong) => {
    expect(() => resolveBatchQueue({ ...queue, ...wrong })).toThrow(
      `@OnBatch ${option}: expected a number from`,
    );
  });

  it.each(['service', 'entity', 'action'])('refuses a %s that no key can hold', (part) => {
    expect(() => resolveBatchQueue({ ...queue, [part]: '' })).toThrow(
      `@OnBatch ${part} cannot be part of a key`,
    );
  });
});
