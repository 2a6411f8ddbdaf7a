import { Logger, type LoggerService } from '@nestjs/common';
import { afterEach, describe, expect, it } from 'vitest';
import type { HandlerMethod } from '../../dispatch/handler-method.js';
import type { HandledAction } from '../handled-action.js';
import { DeliveryLog, type LoggedDelivery } from './delivery-log.js';

const facts = {
  pool: 'expiry',
  tenant: 'acme',
  action: 'process_batch',
  identifier: 'wa_123',
  runId: 'acme:EXPTRIGGER:process_batch:wa_123:5:1',
  attempt: 1,
} as const;
const delivery: LoggedDelivery = {
  ...facts,
  handler: {
    action: 'process_batch',
    pools: ['expiry'],
    name: 'Batches.process (in BatchesModule)',
    concurrency: undefined,
    timeoutMs: 1_000,
    attempts: 3,
    backoff: { type: 'fixed', delayMs: 0 },
    method: {} as HandlerMethod<HandledAction>,
  },
};
const { pool, ...rest } = facts;
const fields = { ...rest, alias: pool };

describe('the log of deliveries', () => {
  const lines: unknown[][] = [];
  const keep =
    (level: string) =>
    (...line: unknown[]): void =>
      void lines.push([level, ...line]);
  const logger: LoggerService = {
    log: keep('log'),
    warn: keep('warn'),
    error: keep('error'),
    debug: keep('debug'),
  };
  const log = new DeliveryLog(logger);

  afterEach(() => lines.splice(0));

  it('tells of each call where it is read, with the facts as fields', () => {
    log.dispatched(delivery, delivery.handler);
    expect(lines).toEqual([
      [
        'debug',
        'Dispatched Batches.process (in BatchesModule) for "wa_123" (tenant=acme, action=process_batch)',
        fields,
        'ExpiryWorker',
      ],
    ]);
  });

  it('tells of none where nobody reads it', () => {
    class Recorder extends Logger {
      override debug(message: unknown): void {
        lines.push([message]);
      }
    }
    Logger.overrideLogger(['warn', 'error']);
    new DeliveryLog(new Recorder()).dispatched(delivery, delivery.handler);
    expect(lines).toEqual([]);
    Logger.overrideLogger(['debug']);
    new DeliveryLog(new Recorder()).dispatched(delivery, delivery.handler);
    expect(lines).toHaveLength(1);
    Logger.overrideLogger(['fatal', 'error', 'warn', 'log', 'debug', 'verbose']);
  });

  it('says what comes next after a failure', () => {
    const error = Object.assign(new Error('no route.'), { stack: 'at somewhere' });
    log.failed(delivery, error, 12.5, 999.6);
    log.buried(delivery, error, 3);
    log.buried(facts, error, 0);
    expect(lines).toEqual([
      [
        'warn',
        expect.stringMatching(/attempt 1 of 3 of .* failed: no route\. It is tried again in 1000 ms\.$/),
        { ...fields, durationMs: 12.5, delayMs: 999.6 },
        'ExpiryWorker',
      ],
      [
        'error',
        expect.stringMatching(/^Batches\.process.* failed for good: no route\. It is a dead letter now\.$/),
        { ...fields, durationMs: 3 },
        'at somewhere',
        'ExpiryWorker',
      ],
      [
        'error',
        expect.stringMatching(/^trigger "process_batch" "wa_123" of tenant "acme" .* failed for good/),
        { ...fields, durationMs: 0 },
        'at somewhere',
        'ExpiryWorker',
      ],
    ]);
  });
});
