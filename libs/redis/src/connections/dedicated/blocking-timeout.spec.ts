import { Command } from 'ioredis';
import { describe, expect, it } from 'vitest';
import { blockingTimeoutMs } from './blocking-timeout.js';

describe('how long a command may block', () => {
  it.each([
    ['get k', 0],
    ['blpop a b 1.5', 1_500],
    ['BLPOP a 0', Number.POSITIVE_INFINITY],
    ['blmove a b left right 2', 2_000],
    ['bzmpop 3 1 k min', 3_000],
    ['xread streams s 0', 0],
    ['xread block 250 streams s 0', 250],
    ['xreadgroup group g c block 0 streams s >', Number.POSITIVE_INFINITY],
    ['wait 1 100', 100],
    ['waitaof 1 0 0', Number.POSITIVE_INFINITY],
    ['blpop a nonsense', 0],
    ['wait', 0],
  ])('%s: %s ms', (text, expected) => {
    const [name = '', ...args] = text.split(' ');
    expect(blockingTimeoutMs(new Command(name, args))).toBe(expected);
  });
});
