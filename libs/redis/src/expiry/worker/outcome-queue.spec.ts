import { describe, expect, it } from 'vitest';
import type { TriggerOutcome } from '../engine/trigger.types.js';
import type { TriggerDelivery } from '../expiry-events.js';
import { OutcomeQueue, staleOf } from './outcome-queue.js';

const ack = (token: number): TriggerOutcome => ({ kind: 'ack', held: { key: `k${token}`, token } });
const facts: TriggerDelivery = {
  pool: 'expiry',
  tenant: 'acme',
  action: 'remind',
  identifier: 'u1',
  runId: 'r',
  attempt: 1,
};

function queueOf(count: number): OutcomeQueue {
  const queue = new OutcomeQueue();
  for (let token = 1; token <= count; token += 1) queue.push(ack(token), facts);
  return queue;
}

const tokensOf = (outcomes: ReadonlyArray<{ outcome: TriggerOutcome }>): number[] =>
  outcomes.map(({ outcome }) => outcome.held.token);

describe('outcomes on their way', () => {
  it('are taken in their order, so many at a time', () => {
    const queue = queueOf(5);
    expect(tokensOf(queue.take(2))).toEqual([1, 2]);
    expect(tokensOf(queue.take(9))).toEqual([3, 4, 5]);
    expect(queue.size).toBe(0);
  });

  it('come back before the others when there was no answer, and are not lost sight of', () => {
    const queue = queueOf(3);
    const taken = queue.take(2);
    expect([queue.size, queue.unconfirmedCount]).toEqual([1, 3]);
    queue.putBack(taken);
    expect([queue.size, queue.unconfirmedCount]).toEqual([3, 3]);
    const again = queue.take(9);
    expect(tokensOf(again)).toEqual([1, 2, 3]);
    queue.confirm(again);
    expect(queue.unconfirmedCount).toBe(0);
  });

  it('are stale by trigger and token: what was leased together has one token', () => {
    const queue = new OutcomeQueue();
    for (const key of ['a', 'b']) queue.push({ kind: 'ack', held: { key, token: 1 } }, facts);
    const stale = staleOf(queue.take(9), [{ key: 'b', token: 1 }]);
    expect(stale.map(({ outcome }) => outcome.held.key)).toEqual(['b']);
  });

  it('are stale if the server says so, but not if they may have been applied before', () => {
    const queue = queueOf(2);
    const stale = [{ key: 'k1', token: 1 }];
    const first = queue.take(9);
    expect(tokensOf(staleOf(first, stale))).toEqual([1]);
    expect(staleOf(first, [])).toEqual([]);
    queue.putBack(first);
    expect(staleOf(queue.take(9), stale)).toEqual([]);
  });
});
