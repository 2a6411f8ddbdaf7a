import { array, assert, asyncProperty, constantFrom, oneof, string } from 'fast-check';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { globMatches } from '../../../libs/redis/src/pubsub/glob-matches.js';
import { uniqueName } from '../../support/unique-name.js';

describe('globMatches', () => {
  let subscriber: Redis;
  let admin: Redis;
  beforeAll(() => {
    subscriber = new Redis(inject('redisUrl'));
    admin = new Redis(inject('redisUrl'));
  });
  afterAll(() => {
    subscriber.disconnect();
    admin.disconnect();
  });

  it('says what Redis says', async () => {
    const text = string({
      unit: constantFrom('a', 'b', 'c', '-', ']', '^', '\\', 'é', ':'),
      maxLength: 6,
    });
    const pattern = array(
      oneof(
        constantFrom(
          '*',
          '**',
          '?',
          '[',
          ']',
          '[ab]',
          '[^ab]',
          '[a-c]',
          '[c-a]',
          '\\',
          '\\*',
          '[\\]]',
          '[a',
          '[]',
          '[^',
        ),
        constantFrom('a', 'b', 'c', '-', 'é', ':'),
      ),
      { maxLength: 6 },
    ).map((parts) => parts.join(''));
    const prefix = uniqueName('glob');
    await assert(
      asyncProperty(array(text, { minLength: 1, maxLength: 20 }), pattern, async (texts, glob) => {
        const names = [...new Set(texts)].map((each) => `${prefix}${each}`);
        await subscriber.subscribe(...names);
        const matched = (await admin.pubsub('CHANNELS', `${prefix}${glob}`)) as string[];
        await subscriber.unsubscribe(...names);
        const expected = names.filter((name) => globMatches(`${prefix}${glob}`, name));
        expect(expected.toSorted()).toEqual(matched.toSorted());
      }),
      { numRuns: 300 },
    );
  });

  it('is quick, whatever the pattern', () => {
    const start = performance.now();
    expect(globMatches(`${'*a'.repeat(200)}b`, 'a'.repeat(1_000))).toBe(false);
    expect(performance.now() - start).toBeLessThan(1_000);
  });
});
