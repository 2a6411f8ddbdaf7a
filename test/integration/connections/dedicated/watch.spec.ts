import {
  BatchFailedError,
  CrossSlotError,
  TransactionAbortedError,
} from '../../../../libs/redis/src/connections/batch.errors.js';
import { TransactionConflictError } from '../../../../libs/redis/src/connections/dedicated/dedicated.errors.js';
import type { RedisConnectionManager } from '../../../../libs/redis/src/connections/redis-connection.manager.js';
import { InvalidArgumentError } from '../../../../libs/redis/src/common/invalid-argument.error.js';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { connect, topologies } from '../../../support/topologies.js';
import { uniqueName } from '../../../support/unique-name.js';

describe.each(topologies)('transactions with watched keys on $name', (topology) => {
  let manager: RedisConnectionManager;
  let key: string;

  beforeAll(async () => {
    manager = await connect(topology.options());
  });
  afterAll(async () => manager.close());
  beforeEach(() => {
    key = uniqueName('watched');
  });

  async function increment(): Promise<number> {
    const { attempts } = await manager.watch('default', key, async (connection, transaction) => {
      const value = Number(await connection.get(key));
      transaction.set(key, value + 1);
    });
    return attempts;
  }

  async function nothingLeft(): Promise<void> {
    await expect.poll(() => manager.poolStatistics('default').inUseConnections).toBe(0);
  }

  it('lose none of 1,000 increments of 50 callers', async () => {
    let attempts = 0;
    await Promise.all(
      Array.from({ length: 50 }, async () => {
        for (let round = 0; round < 20; round += 1) {
          const taken = await increment();
          attempts += taken;
        }
      }),
    );
    expect(await manager.client('default').get(key)).toBe('1000');
    expect(attempts).toBeGreaterThan(1_000);
    expect(manager.poolStatistics('default').createdConnections).toBeLessThanOrEqual(20);
    await nothingLeft();
  });

  it('answer with what the callback returned, the replies and the attempts', async () => {
    const other = `{${key}}:other`;
    const result = await manager.watch('default', [key, other], async (connection, transaction) => {
      transaction.set(key, '1').rpush(other, 'a', 'b');
      return connection.exists(key);
    });
    expect(result).toEqual({ value: 0, replies: ['OK', 2], attempts: 1 });
  });

  it('begin again when a key changes, and only then', async () => {
    let calls = 0;
    const { attempts } = await manager.watch('default', key, async (connection, transaction) => {
      calls += 1;
      const value = await connection.get(key);
      if (calls <= 3) await manager.client('default').set(key, `theirs ${calls}`);
      transaction.set(key, `${value} and ours`);
    });
    expect([attempts, calls]).toEqual([4, 4]);
    expect(await manager.client('default').get(key)).toBe('theirs 3 and ours');
  });

  it('give up after so many attempts, with nothing done', async () => {
    let calls = 0;
    const call = manager.watch(
      'default',
      key,
      async (_connection, transaction) => {
        calls += 1;
        await manager.client('default').set(key, `theirs ${calls}`);
        transaction.set(key, 'ours').set(`{${key}}:other`, 'ours');
      },
      { attempts: 3 },
    );
    const failure: unknown = await call.catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(TransactionConflictError);
    expect(failure).toMatchObject({
      code: 'TRANSACTION_CONFLICT',
      retryable: true,
      details: { attempts: 3, key },
    });
    expect(String(failure)).toMatch(
      new RegExp(`pool "default" .*"${key}" changed during each of 3 attempts`),
    );
    expect(calls).toBe(3);
    expect(await manager.client('default').get(key)).toBe('theirs 3');
    expect(await manager.client('default').exists(`{${key}}:other`)).toBe(0);
    await nothingLeft();
  });

  it('are not carried out if the callback throws, and its error is passed on', async () => {
    const mistake = new Error('mistake');
    const call = manager.watch('default', key, (_connection, transaction) => {
      transaction.set(key, '1');
      throw mistake;
    });
    await expect(call).rejects.toBe(mistake);
    const own = new TransactionAbortedError('of the callback');
    await expect(manager.watch('default', key, () => Promise.reject(own))).rejects.toBe(own);
    expect(await manager.client('default').exists(key)).toBe(0);
    await nothingLeft();
  });

  it('send nothing if the callback adds nothing', async () => {
    const result = await manager.watch('default', key, async (connection) => connection.get(key));
    expect(result).toEqual({ value: null, replies: [], attempts: 1 });
    await nothingLeft();
  });

  it('report a command that fails', async () => {
    const call = manager.watch('default', key, (_connection, transaction) => {
      transaction.set(key, 'text').lpush(key, 'x');
    });
    await expect(call).rejects.toThrow(BatchFailedError);
    await nothingLeft();
  });

  it.each([
    ['no key', [], /keys: expected at least one key/],
    ['an empty key', [''], /keys: expected .* got an empty one/],
    ['something else', [undefined as unknown as string], /keys: expected .* got undefined/],
  ])('refuse %s', async (_what, keys, message) => {
    const call = manager.watch('default', keys, () => 1);
    await expect(call).rejects.toThrow(InvalidArgumentError);
    await expect(call).rejects.toThrow(message);
  });

  it.each([0, -1, 1.5, Number.NaN, 1_001])('refuse %s attempts', async (attempts) => {
    const call = manager.watch('default', key, () => 1, { attempts });
    await expect(call).rejects.toThrow(/attempts: expected an integer from 1 to 1000/);
  });

  it('take keys of several slots exactly where there are none', async () => {
    const call = manager.watch('default', [`{${key}}:a`, `{${key}-2}:b`], () => 'done');
    const outcome: unknown = await call.then(
      ({ value }) => value,
      (error: Error) => error.constructor,
    );
    expect(outcome).toBe(topology.clustered ? CrossSlotError : 'done');
  });
});
