import 'reflect-metadata';
import type { ModelClass } from './models.js';

const INDEXED_FIELDS = Symbol('tenantry:indexed-fields');

/**
 * Marks a property of a model whose values records can be found by: see `indexes` of the module's options and
 * `TableRepository.of`. Properties of a base class count too.
 * ```ts
 * class Product {
 *   @Indexed() @IsString() sku!: string;
 * }
 * ```
 */
export function Indexed(): PropertyDecorator {
  return (prototype, property) => {
    const fields = indexedOn(prototype);
    Reflect.defineMetadata(INDEXED_FIELDS, [...fields, String(property)], prototype);
  };
}

/** The fields of a model that carry {@link Indexed}. */
export function indexedFieldsOf(model: ModelClass): readonly string[] {
  return indexedOn(model.prototype);
}

function indexedOn(prototype: object): readonly string[] {
  const fields: unknown = Reflect.getMetadata(INDEXED_FIELDS, prototype);
  return Array.isArray(fields) ? fields : [];
}
