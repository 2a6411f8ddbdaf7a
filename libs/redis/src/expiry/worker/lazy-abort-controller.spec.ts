import { describe, expect, it } from 'vitest';
import { LazyAbortController } from './lazy-abort-controller.js';

describe('a lazy abort controller', () => {
  it('has one signal, which is aborted once', () => {
    const controller = new LazyAbortController();
    const { signal } = controller;
    expect([controller.signal === signal, signal.aborted]).toEqual([true, false]);
    controller.abort(new Error('first'));
    controller.abort(new Error('second'));
    expect(signal.reason).toMatchObject({ message: 'first' });
  });

  it('tells of an abort that came before anybody looked', () => {
    const controller = new LazyAbortController();
    controller.abort(new Error('early'));
    expect(controller.signal.aborted).toBe(true);
    expect(controller.signal.reason).toMatchObject({ message: 'early' });
  });
});
