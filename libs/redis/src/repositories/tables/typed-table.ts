import { readModel, readModelProperty } from '../../codec/model-reader.js';
import type { ModelClass } from '../../codec/models.js';
import { describeKey } from '../../common/describe.js';
import type { PoolOption, ReadSourceOptions, WriteOptions } from '../repository-options.js';
import type {
  FindOptions,
  FindPageOptions,
  FoundRecord,
  PageOptions,
  RecordPage,
  ReindexOptions,
  ReindexStep,
} from '../search-options.js';
import type { Table } from './table.js';

/** Names of a row's fields. */
export type FieldOf<Row> = Extract<keyof Row, string>;

/** Names of the fields that hold a `T`. */
type FieldHolding<Row, T> = {
  [F in FieldOf<Row>]: NonNullable<Row[F]> extends T ? F : never;
}[FieldOf<Row>];

type ItemOf<List> = NonNullable<List> extends ReadonlyArray<infer Item> ? Item : never;

/**
 * The rows of a table as instances of a class: its decorators say which fields are booleans, dates and nested models,
 * and validate what is read. Methods are those of {@link Table}; see there for what they do and throw.
 */
export class TypedTable<Row extends object> {
  readonly #table: Table;
  readonly #row: ModelClass<Row>;

  constructor(table: Table, row: ModelClass<Row>) {
    this.#table = table;
    this.#row = row;
  }

  /** Name of the table. */
  get name(): string {
    return this.#table.name;
  }

  /**
   * The row, or null if there is none.
   * @throws ModelValidationError naming the fields that do not satisfy the class
   */
  async get(pk: string, options?: ReadSourceOptions): Promise<Row | null> {
    const record = await this.#table.get(pk, options);
    return record === null ? null : this.#rowOf(pk, record);
  }

  /** Writes the named fields; the others stay. @returns true if the row is new */
  upsert(pk: string, fields: Partial<Row>, options?: WriteOptions): Promise<boolean> {
    return this.#table.upsert(pk, fields, options);
  }

  /** Replaces the whole row. @returns true if it is new */
  set(pk: string, row: Row, options?: WriteOptions): Promise<boolean> {
    return this.#table.set(pk, row, options);
  }

  /**
   * One field, or null if it or the row does not exist.
   * @throws ModelValidationError
   */
  async getField<F extends FieldOf<Row>>(
    pk: string,
    field: F,
    options?: ReadSourceOptions,
  ): Promise<NonNullable<Row[F]> | null> {
    const value = await this.#table.getField(pk, field, { ...options });
    return value === null ? null : readModelProperty(value, this.#row, field, this.#describe(pk));
  }

  /** Writes one field; the others stay. @returns true if the row is new */
  updateField<F extends FieldOf<Row>>(
    pk: string,
    field: F,
    value: Row[F],
    options?: WriteOptions,
  ): Promise<boolean> {
    return this.#table.updateField(pk, field, value, options);
  }

  /** Removes one field. @returns true if it existed */
  deleteField(pk: string, field: FieldOf<Row>, options?: PoolOption): Promise<boolean> {
    return this.#table.deleteField(pk, field, options);
  }

  /** Adds to a number, exactly for integers. @returns the new value */
  incrementField(
    pk: string,
    field: FieldHolding<Row, number>,
    by = 1,
    options?: WriteOptions,
  ): Promise<number> {
    return this.#table.incrementField(pk, field, by, options);
  }

  /** Appends to a list. @returns its new length */
  appendToList<F extends FieldHolding<Row, readonly unknown[]>>(
    pk: string,
    field: F,
    item: ItemOf<Row[F]>,
    options?: WriteOptions,
  ): Promise<number> {
    return this.#table.appendToList(pk, field, item, options);
  }

  /** Removes a row. @returns true if there was one */
  delete(pk: string, options?: PoolOption): Promise<boolean> {
    return this.#table.delete(pk, options);
  }

  /** Whether there is such a row. */
  exists(pk: string, options?: ReadSourceOptions): Promise<boolean> {
    return this.#table.exists(pk, options);
  }

  /** Seconds until a row expires, 'none' if never, null if there is none. */
  ttl(pk: string, options?: ReadSourceOptions): Promise<number | 'none' | null> {
    return this.#table.ttl(pk, options);
  }

  /** Renews the expiry of a row. @returns true if there is such a row */
  renewTtl(pk: string, options?: WriteOptions): Promise<boolean> {
    return this.#table.renewTtl(pk, options);
  }

  /** Rows with a value in an indexed field, lowest primary key first. @throws ModelValidationError */
  async findByField<F extends FieldOf<Row>>(
    field: F,
    value: Row[F] | null,
    options?: Omit<FindOptions, 'models'>,
  ): Promise<Array<FoundRecord<Row>>> {
    const found = await this.#table.findByField(field, value, { ...options });
    return found.map(({ id, record }) => ({ id, record: this.#rowOf(id, record) }));
  }

  /** The same, a page at a time. @throws ModelValidationError */
  async findPageByField<F extends FieldOf<Row>>(
    field: F,
    value: Row[F] | null,
    options?: Omit<FindPageOptions, 'models'>,
  ): Promise<RecordPage<Row>> {
    return this.#pageOf(await this.#table.findPageByField(field, value, { ...options }));
  }

  /** Rows in the order of their keys, a page at a time. */
  async list(options?: Omit<PageOptions, 'models'>): Promise<RecordPage<Row>> {
    return this.#pageOf(await this.#table.list({ ...options }));
  }

  /** One bounded step of an index over rows that were written without it. */
  reindex(options?: ReindexOptions): Promise<ReindexStep> {
    return this.#table.reindex(options);
  }

  #rowOf(pk: string, record: Record<string, unknown>): Row {
    return readModel(record, this.#row, this.#describe(pk));
  }

  /** The row for messages: `products["p1"]`. */
  #describe(pk: string): string {
    return `${this.name}[${describeKey(pk)}]`;
  }

  #pageOf({ records, cursor }: RecordPage<Record<string, unknown>>): RecordPage<Row> {
    return { records: records.map(({ id, record }) => ({ id, record: this.#rowOf(id, record) })), cursor };
  }
}
