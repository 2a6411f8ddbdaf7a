import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import type { HeldTrigger } from '../engine/trigger.types.js';
import { LeaseKeeper, type KeptLease, type LeaseKeeperOptions } from './lease-keeper.js';

const LEASE_MS = 300;

describe('the keeper of leases', () => {
  let keeper: LeaseKeeper | undefined;

  afterEach(() => keeper?.stop());

  function keep(extend: LeaseKeeperOptions['extend']): { keeper: LeaseKeeper; failures: () => number } {
    let failures = 0;
    keeper = new LeaseKeeper({ leaseMs: LEASE_MS, extend, onFailure: () => (failures += 1) });
    return { keeper, failures: () => failures };
  }

  function leaseOf(token: number): KeptLease & { lost: number } {
    const lease = {
      held: { key: `k${token}`, token },
      leaseEndsAt: performance.now() + LEASE_MS,
      lost: 0,
      loseLease: () => void (lease.lost += 1),
    };
    return lease;
  }

  it('renews many in one call, a third of the lease after the other, until they are not needed', async () => {
    const calls: Array<readonly HeldTrigger[]> = [];
    const { keeper: leases } = keep(async (held) => {
      calls.push(held);
      return held.map(() => 1);
    });
    const kept = [1, 2, 3].map(leaseOf);
    for (const lease of kept) leases.add(lease);
    await expect.poll(() => calls.length, { timeout: 5_000 }).toBeGreaterThanOrEqual(4);
    for (const call of calls) expect(call.map(({ token }) => token)).toEqual([1, 2, 3]);
    expect(kept.map(({ lost }) => lost)).toEqual([0, 0, 0]);
    for (const lease of kept) leases.delete(lease);
    const before = calls.length;
    await sleep(LEASE_MS);
    expect(calls.length).toBe(before);
  });

  it('tells once of a lease that was lost, and goes on with the others', async () => {
    const { keeper: leases } = keep(async (held) => held.map(({ token }) => (token === 1 ? null : 1)));
    const [lost, held] = [leaseOf(1), leaseOf(2)];
    leases.add(lost);
    leases.add(held);
    await expect.poll(() => lost.lost).toBe(1);
    await sleep(LEASE_MS * 2);
    expect([lost.lost, held.lost]).toEqual([1, 0]);
  });

  it('tries again while a lease lasts', async () => {
    let calls = 0;
    const { keeper: leases, failures } = keep(async (held) => {
      calls += 1;
      if (calls <= 2) throw new Error('away');
      return held.map(() => 1);
    });
    const lease = leaseOf(1);
    leases.add(lease);
    await sleep(LEASE_MS * 2);
    expect(failures()).toBe(2);
    expect(lease.lost).toBe(0);
    expect(lease.leaseEndsAt).toBeGreaterThan(performance.now());
  });

  it('gives a lease up when it ends, even if no reply ever comes', async () => {
    const { keeper: leases } = keep(async () => new Promise(() => undefined));
    const lease = leaseOf(1);
    leases.add(lease);
    await sleep(LEASE_MS / 2);
    expect(lease.lost).toBe(0);
    await expect.poll(() => lease.lost).toBe(1);
  });

  it('takes a reply that comes after the end for none', async () => {
    const { keeper: leases } = keep(async (held) => {
      await sleep(LEASE_MS);
      return held.map(() => 1);
    });
    const lease = leaseOf(1);
    leases.add(lease);
    await sleep(LEASE_MS * 2);
    expect(lease.lost).toBe(1);
  });
});
