import { describe, expect, it } from 'vitest';
import { parseTenantId } from '../context/tenant-id.js';
import { TenantTrees } from './tenant-trees.js';

const [a, b, c] = ['a', 'b', 'c'].map(parseTenantId) as [
  ReturnType<typeof parseTenantId>,
  ReturnType<typeof parseTenantId>,
  ReturnType<typeof parseTenantId>,
];

describe('TenantTrees', () => {
  it('gives a tenant one sub-tree, and each tenant its own', () => {
    const trees = new TenantTrees(10);
    expect(trees.of(a)).toBe(trees.of(a));
    expect(trees.of(a)).not.toBe(trees.of(b));
  });

  it('drops the least recently used tenant and counts it', () => {
    const evictions: number[] = [];
    const trees = new TenantTrees(2, (count) => evictions.push(count));
    const first = trees.of(a);
    trees.of(b);
    trees.of(a);
    trees.of(c);
    expect(trees.of(a)).toBe(first);
    expect(trees.statistics()).toEqual({ size: 2, maxTenants: 2, evictions: 1 });
    expect(evictions).toEqual([1]);
  });

  it('divides the trees of another strategy by tenant, and evicts those too', () => {
    const trees = new TenantTrees(10);
    const theirs = { id: 1 };
    const derived = trees.of(a, theirs);
    expect(trees.of(a, theirs)).toBe(derived);
    expect(trees.of(b, theirs)).not.toBe(derived);
    expect(trees.of(a, { id: 1 })).not.toBe(derived);
    expect(trees.evict(a)).toBe(true);
    expect(trees.evict(a)).toBe(false);
    expect(trees.of(a, theirs)).not.toBe(derived);
    expect(trees.statistics().evictions).toBe(0);
  });
});
