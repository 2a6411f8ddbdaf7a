import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { HandlerMethod } from '../../dispatch/handler-method.js';
import type { ExpiryHandler } from '../expiry-handler.js';
import type { HandledAction } from '../handled-action.js';
import { HandlerSlots, type FreedSlots } from './handler-slots.js';

function handlerOf(action: string, concurrency?: number): ExpiryHandler {
  return {
    action,
    pools: ['expiry'],
    name: action,
    concurrency,
    timeoutMs: 1_000,
    attempts: 3,
    backoff: { type: 'fixed', delayMs: 0 },
    method: {} as HandlerMethod<HandledAction>,
  };
}

describe('slots of handlers', () => {
  it('are reserved until the turn is over, then only what it leased is taken', () => {
    const slots = new HandlerSlots(10, 1);
    const handler = handlerOf('a');
    const grant = slots.reserve([handler]);
    expect(grant).toMatchObject({ limit: 5, actions: [{ action: 'a', free: 10, maxAttempts: 3 }] });
    // The other half is for the turn after this one.
    const next = slots.reserve([handler]);
    expect([next.limit, slots.reserve([handler]).limit, slots.free]).toEqual([5, 0, 0]);
    for (let index = 0; index < 4; index += 1) slots.take(handler);
    slots.release(grant, new Map([['a', 4]]));
    expect([slots.free, slots.reserve([handler]).limit]).toEqual([1, 1]);
  });

  it('are shared by partitions, and bounded per turn', () => {
    expect(new HandlerSlots(100, 16).reserve([handlerOf('a')]).limit).toBe(25);
    expect(new HandlerSlots(3, 16).reserve([handlerOf('a')]).limit).toBe(1);
    expect(new HandlerSlots(10_000, 1).reserve([handlerOf('a')]).limit).toBe(500);
    expect(new HandlerSlots(100, 1).reserve([]).limit).toBe(0);
  });

  it('are told of when they become free, and to whom they belong', () => {
    const slots = new HandlerSlots(8, 1);
    const [limited, other] = [handlerOf('limited', 1), handlerOf('other')];
    const told: FreedSlots[] = [];
    slots.onFree((freed) => told.push(freed));
    const grant = slots.reserve([limited, other]);
    expect(grant.reserved).toEqual([1, 4]);
    slots.take(limited);
    slots.release(grant, new Map([['limited', 1]]));
    expect(told).toEqual([{ isShared: true, handlers: [] }]);
    const next = slots.reserve([limited, other]);
    expect(next.reserved).toEqual([0, 4]);
    // What was reserved and leased is not free.
    for (let index = 0; index < 4; index += 1) slots.take(other);
    slots.release(next, new Map([['other', 4]]));
    expect(told).toHaveLength(1);
    slots.giveBack(limited);
    expect(told.at(-1)).toEqual({ isShared: true, handlers: [limited] });
  });

  it('never exceed a limit, whatever turns and handlers do', () => {
    const handlers = [handlerOf('a', 2), handlerOf('b', 5), handlerOf('c')];
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 12 }),
        fc.array(fc.nat({ max: 99 }), { maxLength: 60 }),
        (total, steps) => {
          const slots = new HandlerSlots(total, 3);
          const running: ExpiryHandler[] = [];
          for (const step of steps) {
            if (step % 2 === 0) {
              const grant = slots.reserve(handlers);
              const leased = new Map<string, number>();
              let left = grant.limit;
              for (const [index, handler] of handlers.entries()) {
                const count = Math.min(left, grant.actions[index]?.free ?? 0, step % 7);
                for (let each = 0; each < count; each += 1) {
                  slots.take(handler);
                  running.push(handler);
                }
                leased.set(handler.action, count);
                left -= count;
              }
              slots.release(grant, leased);
            } else {
              const [ended] = running.splice(step % Math.max(running.length, 1), 1);
              if (ended !== undefined) slots.giveBack(ended);
            }
            expect(running.length).toBeLessThanOrEqual(total);
            expect(running.filter(({ action }) => action === 'a').length).toBeLessThanOrEqual(2);
            expect(running.filter(({ action }) => action === 'b').length).toBeLessThanOrEqual(5);
          }
          for (const handler of running) slots.giveBack(handler);
          expect(slots.reserve(handlers).limit).toBe(Math.min(total, Math.ceil(total / 3)));
        },
      ),
    );
  });
});
