import type { LoggerService } from '@nestjs/common';
import { describe, expect, it } from 'vitest';
import { PoolUnavailableError } from '../connections/connectivity.errors.js';
import { OutageLog } from './outage-log.js';

const AWAY = new PoolUnavailableError('default', 'GET', new Error('gone'));

function recordedLog(): { log: OutageLog; lines: string[] } {
  const lines: string[] = [];
  const write =
    (level: string) =>
    (message: unknown, ...rest: unknown[]): void =>
      void lines.push(`${level} [${String(rest.at(-1))}] ${String(message)}`);
  const logger: LoggerService = { log: write('log'), warn: write('warn'), error: write('error') };
  return { log: new OutageLog(logger, { work: 'Things', context: 'Worker' }), lines };
}

describe('OutageLog', () => {
  it('writes one line when the first part notices and one when the last is well again', () => {
    const { log, lines } = recordedLog();
    const [first, second] = [{}, {}];
    log.recovered(first);
    log.failed(first, AWAY);
    log.failed(second, AWAY);
    log.failed(first, AWAY);
    log.recovered(first);
    const away = expect.stringMatching(/^warn \[Worker\] Things wait until Redis is back: .*\(gone\)/);
    expect(lines).toEqual([away]);
    log.recovered(second);
    log.recovered(second);
    expect(lines).toEqual([away, expect.stringMatching(/^log \[Worker\] Things go on/)]);
    log.failed(second, AWAY);
    expect(lines.slice(2)).toEqual([away]);
  });

  it('tells apart what a wait will not help against, each reason once', () => {
    const { log, lines } = recordedLog();
    const [first, second] = [{}, {}];
    log.failed(first, AWAY);
    log.failed(second, new Error('no permission'));
    log.failed(second, new Error('no permission'));
    log.failed(first, 'no error at all');
    log.failed(first, AWAY);
    expect(lines.slice(1)).toEqual([
      'error [Worker] Things wait, the worker goes on trying: no permission',
      'error [Worker] Things wait, the worker goes on trying: no error at all',
    ]);
  });
});
