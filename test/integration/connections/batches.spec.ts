import {
  BatchFailedError,
  CrossSlotError,
  TransactionAbortedError,
} from '../../../libs/redis/src/connections/batch.errors.js';
import type { RedisConnectionManager } from '../../../libs/redis/src/connections/redis-connection.manager.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connect, topologies } from '../../support/topologies.js';
import { uniqueName } from '../../support/unique-name.js';

describe.each(topologies)('batches on $name', (topology) => {
  let manager: RedisConnectionManager;
  /** Keys of one slot. */
  let key: (name: string) => string;

  beforeAll(async () => {
    manager = await connect(topology.options());
    const tag = uniqueName('batches');
    key = (name) => `{${tag}}:${name}`;
  });
  afterAll(async () => manager.close());

  describe.each(['pipeline', 'transaction'] as const)('%s', (kind) => {
    const named = (name: string): string => key(`${kind}:${name}`);

    it('returns the replies in order', async () => {
      const replies = await manager[kind]('default', (batch) => {
        batch.set(named('a'), '1');
        batch.incr(named('a')).hset(named('h'), { f: 'v' });
        batch.hgetall(named('h'));
      });
      expect(replies).toEqual(['OK', 2, 1, { f: 'v' }]);
    });

    it('waits for an asynchronous callback', async () => {
      const replies = await manager[kind]('default', async (batch) => {
        await Promise.resolve();
        batch.set(named('async'), '1');
      });
      expect(replies).toEqual(['OK']);
    });

    it('sends nothing if the callback throws or rejects', async () => {
      const mistake = new Error('mistake');
      const failing = [
        manager[kind]('default', (batch) => {
          batch.set(named('thrown'), '1');
          throw mistake;
        }),
        manager[kind]('default', async (batch) => {
          batch.set(named('thrown'), '1');
          await Promise.reject(mistake);
        }),
      ];
      expect(await Promise.allSettled(failing)).toEqual([
        { status: 'rejected', reason: mistake },
        { status: 'rejected', reason: mistake },
      ]);
      expect(await manager.client('default').exists(named('thrown'))).toBe(0);
    });

    it('sends nothing for an empty batch', async () => {
      expect(await manager[kind]('default', () => undefined)).toEqual([]);
    });

    it('refuses to be executed by the callback, which would run everything twice', async () => {
      const call = manager[kind]('default', async (batch) => batch.incr(named('twice')).exec());
      await expect(call).rejects.toThrow(/do not call exec/);
      expect(await manager.client('default').exists(named('twice'))).toBe(0);
    });

    it('names every command that failed, while the others ran', async () => {
      await manager.client('default').set(named('text'), 'x');
      const failure: unknown = await manager[kind]('default', (batch) => {
        batch.set(named('before'), '1');
        batch.lpush(named('text'), 'y');
        batch.set(named('after'), '1');
        batch.incr(named('text'));
      }).catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(BatchFailedError);
      expect(failure).toMatchObject({
        code: 'BATCH_FAILED',
        errors: [
          { index: 1, command: 'lpush', error: { message: expect.stringContaining('WRONGTYPE') } },
          { index: 3, command: 'incr', error: { message: expect.stringContaining('not an integer') } },
        ],
      });
      expect(String(failure)).toMatch(/2 of 4 commands .*lpush \(#1\): WRONGTYPE.*incr \(#3\)/);
      expect(await manager.client('default').exists(named('before'), named('after'))).toBe(2);
    });

    it('works beside other callers of the same client', async () => {
      const client = manager.client('default');
      const results = await Promise.all(
        Array.from({ length: 50 }, async (_unused, index) => {
          const [[, value], direct] = await Promise.all([
            manager[kind]('default', (batch) => batch.set(named(`${index}`), index).get(named(`${index}`))),
            client.echo(`direct ${index}`),
          ]);
          return [value, direct];
        }),
      );
      expect(results).toEqual(results.map((_unused, index) => [String(index), `direct ${index}`]));
    });
  });

  it('leave nothing of a transaction that the server refuses', async () => {
    const failure: unknown = await manager
      .transaction('default', (batch) => {
        batch.set(key('refused'), '1');
        batch.call('GET', key('a'), 'too', 'many');
      })
      .catch((error: unknown) => error);
    expect(failure).toMatchObject({
      code: 'BATCH_FAILED',
      errors: [{ index: 1, command: 'GET', error: { message: expect.stringContaining('wrong number') } }],
    });
    expect(await manager.client('default').exists(key('refused'))).toBe(0);
  });

  it('report a transaction whose watched key has changed', async () => {
    const client = manager.client('default');
    await client.set(key('watched'), '1');
    // All of it on one connection: that of the pool, or of the slot's node.
    await client.watch(key('watched'));
    await client.set(key('watched'), '2');
    const call = manager.transaction('default', (batch) => batch.set(key('watched'), '3'));
    await expect(call).rejects.toThrow(TransactionAbortedError);
    expect(await client.get(key('watched'))).toBe('2');
  });
});

describe('batches across slots of a cluster', () => {
  let manager: RedisConnectionManager;
  const [one, other] = [uniqueName('slot-a'), uniqueName('slot-b')];

  beforeAll(async () => {
    manager = await connect(topologies.find(({ clustered }) => clustered)?.options() ?? {});
  });
  afterAll(async () => manager.close());

  it('are refused as transactions, whether the slots share a node or not', async () => {
    for (const index of Array.from({ length: 10 }).keys()) {
      const call = manager.transaction('default', (batch) =>
        batch.set(one, '1').set(`${other}-${index}`, '1'),
      );
      await expect(call).rejects.toThrow(CrossSlotError);
    }
    expect(await manager.client('default').exists(one)).toBe(0);
  });

  it('are refused as pipelines if a command needs several slots', async () => {
    const call = manager.pipeline('default', (batch) => batch.mget(one, other, `${other}-2`, `${other}-3`));
    await expect(call).rejects.toThrow(/same hash tag/);
  });
});
