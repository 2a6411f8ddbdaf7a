import { indexedFieldsOf } from '../codec/indexed.decorator.js';
import type { ModelClass } from '../codec/models.js';

/** Fields that records can be found by: their names, or a model whose properties carry `@Indexed()`. */
export type IndexedFields = readonly string[] | ModelClass;

/**
 * Fields that are indexed. Every process that writes the records has to declare the same ones: a write by one that
 * does not know an index leaves the record out of it until `reindex()` or its next write.
 */
export interface IndexOptions {
  /** Of users. @default none */
  readonly user?: IndexedFields | undefined;
  /** Of handler states, of every handler. @default none */
  readonly handlers?: IndexedFields | undefined;
  /** Of shared states, of every state. @default none */
  readonly sharedState?: IndexedFields | undefined;
  /** Of rows, by table. Tables may also be declared by `TableRepository.of`. @default none */
  readonly tables?: Readonly<Record<string, IndexedFields>> | undefined;
}

/** {@link IndexOptions} with every model resolved to its fields. */
export interface ResolvedIndexes {
  readonly user: readonly string[];
  readonly handlers: readonly string[];
  readonly sharedState: readonly string[];
  readonly tables: ReadonlyMap<string, readonly string[]>;
}

/** Fills in the defaults. */
export function resolveIndexes(options: IndexOptions = {}): ResolvedIndexes {
  return Object.freeze({
    user: namesOf(options.user),
    handlers: namesOf(options.handlers),
    sharedState: namesOf(options.sharedState),
    tables: new Map(Object.entries(options.tables ?? {}).map(([table, fields]) => [table, namesOf(fields)])),
  });
}

/** Names of indexed fields, each once. */
export function namesOf(fields: IndexedFields = []): readonly string[] {
  return [...new Set(typeof fields === 'function' ? indexedFieldsOf(fields) : fields)];
}
