import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { itemChunks } from './item-chunks.js';

describe('itemChunks', () => {
  it('keeps all texts in their order, at least one in each chunk', () => {
    const texts = fc.array(fc.oneof(fc.string(), fc.constant('x'.repeat(400_000))), { maxLength: 50 });
    fc.assert(
      fc.property(texts, (items) => {
        const chunks = [...itemChunks(items)];
        expect(chunks.flat()).toEqual(items);
        for (const chunk of chunks) expect(chunk.length).toBeGreaterThan(0);
      }),
      { numRuns: 50 },
    );
  });

  it('ends a chunk at 5,000 texts', () => {
    const lengths = (count: number): number[] =>
      [...itemChunks(Array.from({ length: count }, () => ''))].map((chunk) => chunk.length);
    expect(lengths(0)).toEqual([]);
    expect(lengths(1)).toEqual([1]);
    expect(lengths(5_000)).toEqual([5_000]);
    expect(lengths(10_001)).toEqual([5_000, 5_000, 1]);
  });

  it('ends a chunk before 1 MiB, unless one text alone is longer', () => {
    const texts = [600_000, 400_000, 100_000, 2_000_000, 10].map((length) => 'x'.repeat(length));
    expect([...itemChunks(texts)].map((chunk) => chunk.map((text) => text.length))).toEqual([
      [600_000, 400_000],
      [100_000],
      [2_000_000],
      [10],
    ]);
  });
});
