import type { LoggerService } from '@nestjs/common';
import { describe, expect, it } from 'vitest';
import { ExpiryEvents, type TriggerDelivery } from './expiry-events.js';

const errors: unknown[][] = [];
const logger: LoggerService = {
  log: () => {},
  warn: () => {},
  error: (...line: unknown[]) => errors.push(line),
};
const delivery: TriggerDelivery = {
  pool: 'expiry',
  tenant: 'acme',
  action: 'remind',
  identifier: 'u1',
  runId: 'r',
  attempt: 1,
};

describe('events of triggers', () => {
  it('reach those who listen, until they no longer do', () => {
    const events = new ExpiryEvents(logger);
    const heard: unknown[] = [];
    const end = events.on('succeeded', (event) => heard.push(event));
    events.emit('succeeded', { ...delivery, durationMs: 5 });
    events.emit('released', delivery);
    end();
    events.emit('succeeded', { ...delivery, durationMs: 6 });
    expect(heard).toEqual([{ ...delivery, durationMs: 5 }]);
  });

  it('are counted, listened to or not', () => {
    const events = new ExpiryEvents(logger);
    events.began(delivery, 4);
    events.began(delivery, 10);
    events.began({ ...delivery, attempt: 2 }, undefined);
    events.ended();
    events.emit('scheduled', { pool: 'expiry', tenant: 'acme', action: 'remind', count: 7 }, 7);
    events.emit('stale', delivery);
    expect(events.counters()).toEqual({
      scheduled: 7,
      fired: 3,
      succeeded: 0,
      retried: 0,
      dead: 0,
      released: 0,
      stale: 1,
      running: 2,
      lag: { count: 2, totalMs: 14, maxMs: 10 },
    });
  });

  it('disturb nobody if a listener throws; the log says so', () => {
    const events = new ExpiryEvents(logger);
    const heard: unknown[] = [];
    events.on('stale', () => {
      throw new Error('in a listener');
    });
    events.on('stale', (event) => heard.push(event));
    events.emit('stale', delivery);
    expect(heard).toHaveLength(1);
    expect(String(errors[0]?.[0])).toContain('in a listener');
  });
});
