import { describe, expectTypeOf, it } from 'vitest';
import type { TypedTable } from '../../../libs/redis/src/repositories/tables/typed-table.js';
import type { Maker, Product } from '../../support/product.model.js';

describe('The types of a typed table', () => {
  type Products = TypedTable<Product>;

  it('are those of the class', () => {
    expectTypeOf<Products['get']>().returns.resolves.toEqualTypeOf<Product | null>();
    expectTypeOf<Products['list']>().returns.resolves.toHaveProperty('records');
    expectTypeOf<
      Awaited<ReturnType<Products['list']>>['records'][number]['record']
    >().toEqualTypeOf<Product>();
    expectTypeOf<Awaited<ReturnType<Products['findByField']>>[number]['record']>().toEqualTypeOf<Product>();
    expectTypeOf<Products['set']>().parameter(1).toEqualTypeOf<Product>();
    expectTypeOf<Products['upsert']>().parameter(1).toEqualTypeOf<Partial<Product>>();
  });

  it('make of a field what the class says', () => {
    const read = (products: Products) => ({
      sku: products.getField('p1', 'sku'),
      created: products.getField('p1', 'created'),
      stock: products.getField('p1', 'stock'),
      maker: products.getField('p1', 'maker'),
    });
    expectTypeOf(read).returns.toEqualTypeOf<{
      sku: Promise<string | null>;
      created: Promise<Date | null>;
      stock: Promise<number | null>;
      maker: Promise<Maker | null>;
    }>();
  });

  it('refuse names and values that the class does not have', () => {
    const wrong = (products: Products): unknown[] => [
      // @ts-expect-error there is no such field
      products.getField('p1', 'skuu'),
      // @ts-expect-error there is no such field
      products.upsert('p1', { skuu: 'W-1' }),
      // @ts-expect-error the field holds a text
      products.upsert('p1', { sku: 1 }),
      // @ts-expect-error fields are missing
      products.set('p1', { sku: 'W-1' }),
      // @ts-expect-error the field holds a boolean
      products.updateField('p1', 'active', 'yes'),
      // @ts-expect-error the field holds no number
      products.incrementField('p1', 'sku'),
      // @ts-expect-error the field holds no list
      products.appendToList('p1', 'sku', 'a'),
      // @ts-expect-error the list holds texts
      products.appendToList('p1', 'tags', 1),
      // @ts-expect-error the field holds a number
      products.findByField('price', '10'),
      // @ts-expect-error there is no such field
      products.findByField('colour', 'red'),
      // @ts-expect-error there is no such field
      products.deleteField('p1', 'colour'),
    ];
    expectTypeOf(wrong).toBeFunction();
    expectTypeOf<Parameters<Products['incrementField']>[1]>().toEqualTypeOf<'price' | 'stock'>();
    expectTypeOf<Parameters<Products['appendToList']>[1]>().toEqualTypeOf<'tags' | 'flags' | 'resellers'>();
  });
});
