import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DenseList, type Placed } from './dense-list.js';

interface Item extends Placed {
  readonly name: number;
}

const itemOf = (name: number): Item => ({ name, place: -1 });

describe('a dense list', () => {
  it('holds what a set would hold, whatever comes and goes', () => {
    const steps = fc.array(
      fc.record({ name: fc.nat({ max: 9 }), kind: fc.constantFrom('add', 'delete', 'clear') }),
      { maxLength: 200 },
    );
    fc.assert(
      fc.property(steps, (given) => {
        const items = Array.from({ length: 10 }, (_unused, name) => itemOf(name));
        const list = new DenseList<Item>();
        const model = new Set<Item>();
        for (const { name, kind } of given) {
          const item = items[name]!;
          if (kind === 'add' && !model.has(item)) {
            list.add(item);
            model.add(item);
          }
          if (kind === 'delete') {
            list.delete(item);
            model.delete(item);
          }
          if (kind === 'clear') {
            list.clear();
            model.clear();
          }
          expect(list.size).toBe(model.size);
          expect(new Set(list)).toEqual(model);
          for (const each of items) expect(list.has(each)).toBe(model.has(each));
        }
      }),
    );
  });

  it('shows those that are in it when one begins to look', () => {
    const list = new DenseList<Item>();
    const [first, second, third] = [itemOf(1), itemOf(2), itemOf(3)];
    list.add(first);
    list.add(second);
    const seen: number[] = [];
    for (const item of list) {
      seen.push(item.name);
      list.delete(item);
      if (item === first) list.add(third);
    }
    expect(seen).toEqual([1, 2]);
    expect([...list]).toEqual([third]);
  });
});
