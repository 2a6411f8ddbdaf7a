import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { topologies } from '../../support/topologies.js';
import { uniqueName } from '../../support/unique-name.js';
import { BYTES, useOperations } from './operations-fixture.js';

const clusters = topologies.filter(({ clustered }) => clustered);

describe.each(clusters)('Operations on keys of several slots on $name', (topology) => {
  const { operations, binaryKey } = useOperations(topology);
  const manyKeys = (): string[] => Array.from({ length: 20 }, () => uniqueName('slot'));

  it('are refused as a whole, and name the remedy', async () => {
    const [first = '', ...others] = manyKeys();
    await operations.set(first, 'kept');
    const outcomes = await Promise.allSettled([
      operations.delete([first, ...others]),
      operations.rpushAndSadd(others[0] ?? '', 'stored secret', others[1] ?? '', 'x'),
      operations.rpushAndSadd(Buffer.concat([BYTES, BYTES]), 'stored secret', BYTES, 'x'),
    ]);
    for (const outcome of outcomes) {
      expect(outcome).toMatchObject({
        status: 'rejected',
        reason: {
          code: 'CROSS_SLOT',
          message: expect.stringContaining('hash tag'),
          details: { pool: 'default' },
        },
      });
      expect(inspect(outcome, { depth: 10 })).not.toContain('secret');
    }
    expect(await operations.get(first)).toBe('kept');
    expect(await operations.exists(others[0] ?? '')).toBe(false);
    expect(await operations.exists(others[1] ?? '')).toBe(false);
    await operations.delete(first);
  });

  it('leave calls of the same moment alone, and so do keys of bytes', async () => {
    const others = manyKeys();
    const bytes = Array.from({ length: 20 }, binaryKey);
    const mistakes = Array.from({ length: 20 }, async () =>
      operations.delete(manyKeys()).catch(() => 'refused'),
    );
    const written = await Promise.allSettled([
      ...others.map(async (name) => operations.set(name, name)),
      ...bytes.map(async (name) => operations.set(name, 'of bytes')),
      ...bytes.map(async (name) => operations.hsetWithExpire(Buffer.concat([name, BYTES]), { a: 1 }, 100)),
      ...others.map(async (name) => operations.hincrbyWithExpire(`${name}:h`, 'n', 1, 100)),
    ]);
    expect(written.filter(({ status }) => status === 'rejected')).toEqual([]);
    expect(await Promise.all(mistakes)).toEqual(mistakes.map(() => 'refused'));
    expect(await Promise.all(others.map(async (name) => operations.get(name)))).toEqual(others);
    for (const name of [...others, ...bytes]) await operations.delete(name);
  });
});

describe.each(topologies.filter(({ clustered }) => !clustered))(
  'Operations on several keys on $name',
  (topology) => {
    const { operations } = useOperations(topology);

    it('take any keys', async () => {
      const [list, set] = [uniqueName('list'), uniqueName('set')];
      expect(await operations.rpushAndSadd(list, 'a', set, 'x')).toEqual({ length: 1, added: 1 });
      expect(await operations.delete([list, set])).toBe(2);
    });
  },
);
