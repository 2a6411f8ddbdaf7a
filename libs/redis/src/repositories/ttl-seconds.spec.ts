import { describe, expect, it } from 'vitest';
import { InvalidArgumentError } from '../common/invalid-argument.error.js';
import { MAX_TTL_SECONDS } from '../common/ttl-limits.js';
import { ttlArguments } from './ttl-seconds.js';

describe('ttlArguments', () => {
  it('renews to the default when a call says nothing', () => {
    expect(ttlArguments(undefined, 86_400)).toEqual(['renew', 86_400_000]);
    expect(ttlArguments(undefined, 'none')).toEqual(['renew', -1]);
  });

  it('sets exactly what a call says, to the millisecond', () => {
    expect(ttlArguments(60, 86_400)).toEqual(['exact', 60_000]);
    expect(ttlArguments(1.1, 86_400)).toEqual(['exact', 1_100]);
    expect(ttlArguments(0.000_01, 86_400)).toEqual(['exact', 1]);
    expect(ttlArguments(MAX_TTL_SECONDS, 86_400)).toEqual(['exact', 315_360_000_000]);
  });

  it('keeps the expiry of an existing record and gives a new one the default', () => {
    expect(ttlArguments('keep', 10)).toEqual(['keep', 10_000]);
  });

  it('removes the expiry', () => {
    expect(ttlArguments('none', 10)).toEqual(['exact', -1]);
  });

  const outOfRange = [0, -1, -0, Number.NaN, Number.POSITIVE_INFINITY, MAX_TTL_SECONDS + 1, Date.now()];
  const otherTypes: readonly number[] = JSON.parse('["60", null, {}, true]');

  it.each([...outOfRange, ...otherTypes])('refuses %s as wrong input', (ttlSeconds) => {
    const attempt = () => ttlArguments(ttlSeconds, 10);
    expect(attempt).toThrow(InvalidArgumentError);
    expect(attempt).toThrow(expect.objectContaining({ statusCode: 400 }));
  });
});
