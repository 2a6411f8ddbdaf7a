import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ServerClock } from './server-clock.js';

/** The server's clock minus `performance.now()`, and what the server says at a moment of the latter. */
const OFFSET_MS = 1_700_000_000_000.25;
const serverSays = (at: number): number => Math.floor(at + OFFSET_MS);

/** How far off the clock is. */
function errorOf(clock: ServerClock): number {
  return Math.abs(clock.localTimeOf(OFFSET_MS));
}

describe('the clock of a server', () => {
  it('is this machine’s before the first answer', () => {
    expect(Math.abs(new ServerClock().now() - Date.now())).toBeLessThan(50);
  });

  it('is never further off than half of the fastest answer and half a millisecond', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            wait: fc.double({ min: 0, max: 100, noNaN: true }),
            there: fc.double({ min: 0.01, max: 50, noNaN: true }),
            back: fc.double({ min: 0.01, max: 50, noNaN: true }),
          }),
          { minLength: 1, maxLength: 30 },
        ),
        (answers) => {
          const clock = new ServerClock();
          let at = 0;
          let fastest = Number.POSITIVE_INFINITY;
          for (const { wait, there, back } of answers) {
            const sentAt = at + wait;
            at = sentAt + there + back;
            clock.observe(serverSays(sentAt + there), sentAt, at);
            fastest = Math.min(fastest, there + back);
          }
          // The last term: rounding of large numbers, and the drift it allows for.
          expect(errorOf(clock)).toBeLessThanOrEqual(fastest / 2 + 0.5 + 2);
        },
      ),
    );
  });

  it('is not put off by one slow answer', () => {
    const clock = new ServerClock();
    clock.observe(serverSays(10.1), 10, 10.2);
    const before = errorOf(clock);
    clock.observe(serverSays(20), 20, 420);
    expect(errorOf(clock) - before).toBeLessThan(0.2);
    expect(before).toBeLessThan(0.61);
  });

  it('follows a clock that is set', () => {
    const clock = new ServerClock();
    clock.observe(serverSays(10.1), 10, 10.2);
    clock.observe(serverSays(20.1) + 3_600_000, 20, 20.2);
    expect(Math.abs(clock.localTimeOf(OFFSET_MS + 3_600_000))).toBeLessThan(0.7);
  });
});
