import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CircuitBreaker, type BreakerState } from './circuit-breaker.js';

function failTimes(breaker: CircuitBreaker, times: number, atMs = 0): void {
  for (let time = 0; time < times; time += 1) breaker.failed(atMs);
}

function opened(atMs = 0): CircuitBreaker {
  const breaker = new CircuitBreaker();
  failTimes(breaker, 5, atMs);
  return breaker;
}

describe('CircuitBreaker', () => {
  it('opens at the fifth failure in a row', () => {
    const breaker = new CircuitBreaker();
    failTimes(breaker, 4);
    expect(breaker.state).toBe('closed');
    breaker.succeeded(0);
    failTimes(breaker, 4);
    expect(breaker.state).toBe('closed');
    breaker.failed(0);
    expect([breaker.state, breaker.trips]).toEqual(['open', 1]);
  });

  it('opens when half of twenty calls failed within ten seconds, however they are mixed', () => {
    const breaker = new CircuitBreaker();
    for (let pair = 0; pair < 9; pair += 1) {
      breaker.succeeded(pair * 1_000);
      breaker.failed(pair * 1_000);
    }
    breaker.succeeded(9_000);
    expect(breaker.state).toBe('closed');
    breaker.failed(9_000);
    expect(breaker.state).toBe('open');
  });

  it('forgets what is older than its window', () => {
    const breaker = new CircuitBreaker();
    for (let pair = 0; pair < 9; pair += 1) {
      breaker.succeeded(0);
      breaker.failed(0);
    }
    breaker.succeeded(10_000);
    breaker.failed(10_000);
    expect(breaker.state).toBe('closed');
  });

  it('counts a burst as one in a row, but each of its failures in the share', () => {
    const breaker = new CircuitBreaker();
    breaker.failed(0);
    for (let call = 0; call < 18; call += 1) breaker.failed(0, 0, true);
    expect(breaker.state).toBe('closed');
    breaker.failed(0, 0, true);
    expect(breaker.state).toBe('open');
  });

  it('stays open whatever happens to calls sent before, until a probe is answered', () => {
    const breaker = opened();
    breaker.succeeded(1);
    breaker.failed(1);
    breaker.probeFailed();
    expect(breaker.state).toBe('open');
    breaker.probeSucceeded(500);
    expect(breaker.state).toBe('half-open');
  });

  it.each([
    ['a call that succeeds', (breaker: CircuitBreaker) => breaker.succeeded(501)],
    ['another answered probe', (breaker: CircuitBreaker) => breaker.probeSucceeded(501)],
  ])('closes by %s while it is half-open, and begins anew', (_name, succeed) => {
    const breaker = opened();
    breaker.probeSucceeded(500);
    succeed(breaker);
    expect(breaker.state).toBe('closed');
    failTimes(breaker, 4, 502);
    expect(breaker.state).toBe('closed');
  });

  it.each([
    ['a call that fails', (breaker: CircuitBreaker) => breaker.failed(501, 500)],
    ['a probe without an answer', (breaker: CircuitBreaker) => breaker.probeFailed()],
  ])('opens again by %s while it is half-open, which is not another trip', (_name, fail) => {
    const breaker = opened();
    breaker.probeSucceeded(500);
    fail(breaker);
    expect([breaker.state, breaker.trips]).toEqual(['open', 1]);
  });

  it('is not opened again by a call from before the probe', () => {
    const breaker = opened();
    breaker.probeSucceeded(500);
    breaker.failed(501, 499);
    expect(breaker.state).toBe('half-open');
  });

  it('tells of each change once', () => {
    const changes: string[] = [];
    const breaker = new CircuitBreaker({}, (to, from) => changes.push(`${from} -> ${to}`));
    failTimes(breaker, 7);
    breaker.probeSucceeded(1);
    breaker.succeeded(2);
    breaker.succeeded(3);
    expect(changes).toEqual(['closed -> open', 'open -> half-open', 'half-open -> closed']);
  });

  it('behaves like its description, whatever happens when', () => {
    const event = fc.oneof(
      fc.constantFrom('success', 'failure', 'failure', 'probe answered', 'probe failed'),
      fc.constantFrom('success', 'failure'),
    );
    const step = fc.record({ event, afterMs: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 4_000 })) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 150 }), (steps) => {
        const breaker = new CircuitBreaker();
        const model = new DescribedBreaker();
        let nowMs = 0;
        for (const { event: name, afterMs } of steps) {
          nowMs += afterMs;
          if (name === 'success') breaker.succeeded(nowMs);
          else if (name === 'failure') breaker.failed(nowMs);
          else if (name === 'probe answered') breaker.probeSucceeded(nowMs);
          else breaker.probeFailed();
          model.happen(name, nowMs);
          expect(breaker.state).toBe(model.state);
        }
      }),
      { numRuns: 500 },
    );
  });
});

/** The same, with a list of all calls since it was closed. The window moves on in steps of a second. */
class DescribedBreaker {
  state: BreakerState = 'closed';
  #calls: { readonly second: number; readonly failed: boolean }[] = [];

  happen(event: string, nowMs: number): void {
    if (this.state === 'closed') this.#whileClosed(event, nowMs);
    else if (this.state === 'open') {
      if (event === 'probe answered') this.state = 'half-open';
    } else if (event === 'failure' || event === 'probe failed') this.state = 'open';
    else {
      this.state = 'closed';
      this.#calls = event === 'success' ? [{ second: Math.floor(nowMs / 1_000), failed: false }] : [];
    }
  }

  #whileClosed(event: string, nowMs: number): void {
    if (event.startsWith('probe')) return;
    const second = Math.floor(nowMs / 1_000);
    this.#calls.push({ second, failed: event === 'failure' });
    if (event === 'success') return;
    const lastFive = this.#calls.slice(-5);
    const recent = this.#calls.filter((call) => call.second > second - 10);
    const failures = recent.filter(({ failed }) => failed).length;
    const isRowOver = lastFive.length === 5 && lastFive.every(({ failed }) => failed);
    if (isRowOver || (recent.length >= 20 && failures >= recent.length / 2)) this.state = 'open';
  }
}
