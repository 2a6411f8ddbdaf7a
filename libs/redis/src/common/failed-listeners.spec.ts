import type { LoggerService } from '@nestjs/common';
import { describe, expect, it } from 'vitest';
import { EventHub } from './event-hub.js';
import { logFailedListeners } from './failed-listeners.js';

describe('logFailedListeners', () => {
  it('writes what a listener threw, with its stack and whose listener it is', () => {
    const errors: unknown[][] = [];
    const logger: LoggerService = {
      log: () => undefined,
      warn: () => undefined,
      error: (...line: unknown[]) => void errors.push(line),
    };
    const hub = new EventHub<{ fired: number }>(logFailedListeners(logger, 'Things'));
    const failure = new Error('as it said');
    const heard: number[] = [];
    for (const thrown of [failure, 'no error']) {
      hub.on('fired', () => {
        throw thrown;
      });
    }
    hub.on('fired', (event) => heard.push(event));
    hub.emit('fired', 7);
    expect(heard).toEqual([7]);
    expect(errors).toEqual([
      ['A listener of "fired" failed: as it said', failure.stack, 'Things'],
      ['A listener of "fired" failed: no error', undefined, 'Things'],
    ]);
  });
});
