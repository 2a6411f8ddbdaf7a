import { describe, expect, it } from 'vitest';
import type { BinaryStep } from './binary-step.js';
import { RedisNotFoundError } from './redis-not-found.error.js';
import { resolveRedisBinary } from './resolve-redis-binary.js';

const server = { path: '/somewhere/redis-server', env: {}, version: '7.0.15' };
const empty: BinaryStep = { name: 'first place', find: async () => ({ reason: 'nothing here' }) };
const full: BinaryStep = {
  name: 'second place',
  find: async (log) => {
    log('looking');
    return server;
  },
};
const never: BinaryStep = {
  name: 'third place',
  find: async () => {
    throw new Error('must not be asked');
  },
};

describe('resolveRedisBinary', () => {
  it('takes the first step that has a server, and logs what each step did', async () => {
    const lines: string[] = [];
    const found = await resolveRedisBinary([empty, full, never], (line) => lines.push(line));
    expect(found).toBe(server);
    expect(lines).toEqual([
      'first place: nothing here',
      'second place: looking',
      'second place: using version 7.0.15, /somewhere/redis-server',
    ]);
  });

  it('does not go on after a step that throws', async () => {
    await expect(resolveRedisBinary([empty, never, full], () => undefined)).rejects.toThrow(
      'must not be asked',
    );
  });

  it('names what was tried and the ways out where no step has a server', async () => {
    const failing = resolveRedisBinary([empty], () => undefined);
    await expect(failing).rejects.toBeInstanceOf(RedisNotFoundError);
    const message = await failing.catch((error: Error) => error.message);
    for (const part of [
      'first place: nothing here',
      'apt-get install redis-server',
      'brew install redis',
      'REDIS_SERVER_BIN=',
      'REDIS_TEST_URL=',
      'docker compose up',
    ]) {
      expect(message).toContain(part);
    }
  });
});
