import type { LoggerService } from '@nestjs/common';
import { describe, expect, it } from 'vitest';
import { OutageLog } from './outage-log.js';

describe('OutageLog', () => {
  it('writes one line when the first queue notices and one when the last is well again', () => {
    const lines: string[] = [];
    const write = (message: unknown): void => void lines.push(String(message));
    const logger: LoggerService = { log: write, warn: write, error: write };
    const log = new OutageLog(logger);
    const [first, second] = [{}, {}];
    log.recovered(first);
    log.failed(first, new Error('gone'));
    log.failed(second, new Error('gone too'));
    log.failed(first, new Error('still gone'));
    log.recovered(first);
    expect(lines).toEqual([expect.stringContaining('gone')]);
    log.recovered(second);
    log.recovered(second);
    expect(lines).toEqual([expect.stringMatching(/wait.*: gone$/), expect.stringMatching(/go on/)]);
    log.failed(second, new Error('gone again'));
    expect(lines).toHaveLength(3);
  });
});
