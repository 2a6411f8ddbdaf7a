import { describe, expect, it } from 'vitest';
import { tooOldVersionIn } from './least-version.js';

describe('tooOldVersionIn', () => {
  it.each(['5.0.14', '6.0.16'])('names %s', (version) => {
    expect(tooOldVersionIn(`# Server\r\nredis_version:${version}\r\nredis_mode:standalone\r\n`)).toBe(
      version,
    );
  });

  it.each(['6.2.0', '7.0.15', '8.0.2', '10.0.0'])('accepts %s', (version) => {
    expect(tooOldVersionIn(`redis_version:${version}\r\n`)).toBeUndefined();
  });

  it('takes Valkey for the Redis it is compatible with', () => {
    expect(tooOldVersionIn('redis_version:7.2.4\r\nvalkey_version:8.1.1\r\n')).toBeUndefined();
  });

  it('says nothing of a server that does not say', () => {
    expect(tooOldVersionIn('')).toBeUndefined();
    expect(tooOldVersionIn(null)).toBeUndefined();
  });
});
