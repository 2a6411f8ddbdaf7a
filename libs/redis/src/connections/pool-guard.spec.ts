import { inspect } from 'node:util';
import { ReplyError } from 'ioredis';
import { describe, expect, it } from 'vitest';
import type { GuardedCommand } from './command-guard.js';
import {
  CommandOutcomeUnknownError,
  CommandTimeoutError,
  PoolUnavailableError,
} from './connectivity.errors.js';
import { PoolGuard } from './pool-guard.js';
import { SharedConnectionError } from './pool.errors.js';

const guard = new PoolGuard('user', 2_000);

/** A command as ioredis leaves it: `isTraced` once it was written. */
function command(name: string, state: Partial<GuardedCommand> = {}): GuardedCommand {
  return {
    name,
    args: [],
    promise: Promise.resolve(),
    resolve: () => undefined,
    reject: () => undefined,
    inTransaction: false,
    isTraced: false,
    isSettled: false,
    ...state,
  };
}

const written = command('incr', { isTraced: true });
const unwritten = command('incr');

function replyError(message: string, failed: { name: string; args: unknown[] }): Error {
  return Object.assign(new ReplyError(message), { command: failed });
}

describe('the guard of a pool', () => {
  it.each([
    'Connection is closed.',
    'Reached the max retries per request limit (which is 0). Refer to "maxRetriesPerRequest" option for details.',
    'Command aborted due to connection close',
    'read ECONNRESET',
  ])('tells what was written from what was not, after "%s"', (message) => {
    const error = new Error(message);
    expect(guard.translate(error, written)).toBeInstanceOf(CommandOutcomeUnknownError);
    expect(guard.translate(error, written)).toMatchObject({
      code: 'COMMAND_OUTCOME_UNKNOWN',
      retryable: false,
      details: { pool: 'user', operation: 'incr' },
      cause: error,
    });
    expect(guard.translate(error, unwritten)).toBeInstanceOf(PoolUnavailableError);
    expect(guard.translate(error, unwritten)).toMatchObject({
      retryable: true,
      statusCode: 503,
      cause: error,
    });
  });

  it('names the timeout', () => {
    const timeout = guard.translate(new Error('Command timed out'), written);
    expect(timeout).toBeInstanceOf(CommandTimeoutError);
    expect(timeout).toMatchObject({ retryable: false });
    expect(timeout.message).toContain('no reply from pool "user" within 2000 ms');
  });

  it('leaves replies of the server alone', () => {
    const error = replyError('WRONGTYPE ...', { name: 'incr', args: ['key'] });
    expect(guard.translate(error, written)).toBe(error);
    expect(error).toMatchObject({ command: { args: ['key'] } });
  });

  it('knows that what every node refused ran nowhere', () => {
    const error = new Error('Too many Cluster redirections. Last error: ReplyError: MOVED 1 a:1');
    expect(guard.translate(error, written)).toBeInstanceOf(PoolUnavailableError);
  });

  it('takes a failed handshake for a missing connection, and removes its password', () => {
    const error = replyError('WRONGPASS invalid password', {
      name: 'hello',
      args: ['3', 'AUTH', 'app', 's3cr3t'],
    });
    const translated = guard.translate(error, unwritten);
    expect(translated).toBeInstanceOf(PoolUnavailableError);
    expect(translated.message).toContain('(WRONGPASS invalid password)');
    expect(inspect(translated, { depth: 10 })).not.toContain('s3cr3t');
  });

  it('leaves mistakes of the caller alone', () => {
    const error = new Error('Connection in subscriber mode, only subscriber commands may be used');
    expect(guard.translate(error, unwritten)).toBe(error);
  });

  it.each(['select', 'multi', 'subscribe', 'psubscribe'])(
    'refuses %s on the shared connection only',
    (name) => {
      expect(guard.admit(command(name))).toBeInstanceOf(SharedConnectionError);
      expect(guard.admit(command(name))?.message).toMatch(
        /refused on the shared connection of pool "user": .*\.$/,
      );
      expect(guard.forDedicatedConnection().admit(command(name))).toBeUndefined();
    },
  );

  it('lets MULTI begin a pipeline', () => {
    expect(guard.admit(command('multi', { pipelineIndex: 0 }))).toBeUndefined();
  });
});
