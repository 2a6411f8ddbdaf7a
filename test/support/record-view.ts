import { expect } from 'vitest';
import type { GroupedRepository } from '../../libs/redis/src/repositories/grouped.repository.js';
import type { WriteOptions } from '../../libs/redis/src/repositories/repository-options.js';

/** The methods of one record, however it is addressed; `UserHandle` is one. */
export interface RecordView {
  get(): Promise<Record<string, unknown> | null>;
  upsert(data: object, options?: WriteOptions): Promise<boolean>;
  set(data: object, options?: WriteOptions): Promise<boolean>;
  getField(field: string): Promise<unknown>;
  updateField(field: string, value: unknown, options?: WriteOptions): Promise<boolean>;
  deleteField(field: string): Promise<boolean>;
  incrementField(field: string, by?: number): Promise<number>;
  incrementField(field: string, by: bigint): Promise<bigint>;
  appendToList(field: string, value: unknown): Promise<number>;
  delete(): Promise<boolean>;
  exists(): Promise<boolean>;
  ttl(): Promise<number | 'none' | null>;
  renewTtl(options?: WriteOptions): Promise<boolean>;
}

/** A record of a group by the methods that take the names of both. */
export class DirectRecordView implements RecordView {
  constructor(
    private readonly repository: GroupedRepository,
    private readonly group: string,
    private readonly id: string,
  ) {}

  get = async () => this.repository.get(this.group, this.id);
  upsert = async (data: object, options?: WriteOptions) =>
    this.repository.upsert(this.group, this.id, data, options);
  set = async (data: object, options?: WriteOptions) =>
    this.repository.set(this.group, this.id, data, options);
  getField = async (field: string) => this.repository.getField(this.group, this.id, field);
  updateField = async (field: string, value: unknown, options?: WriteOptions) =>
    this.repository.updateField(this.group, this.id, field, value, options);
  deleteField = async (field: string) => this.repository.deleteField(this.group, this.id, field);
  appendToList = async (field: string, value: unknown) =>
    this.repository.appendToList(this.group, this.id, field, value);
  delete = async () => this.repository.delete(this.group, this.id);
  exists = async () => this.repository.exists(this.group, this.id);
  ttl = async () => this.repository.ttl(this.group, this.id);
  renewTtl = async (options?: WriteOptions) => this.repository.renewTtl(this.group, this.id, options);

  incrementField(field: string, by?: number): Promise<number>;
  incrementField(field: string, by: bigint): Promise<bigint>;
  incrementField(field: string, by: number | bigint = 1): Promise<number | bigint> {
    return typeof by === 'bigint'
      ? this.repository.incrementField(this.group, this.id, field, by)
      : this.repository.incrementField(this.group, this.id, field, by);
  }
}

/**
 * Every method does what it says to the hash that is stored.
 * @param view of a record that does not exist yet
 * @param stored the hash as another program reads it
 */
export async function expectEveryMethod(
  view: RecordView,
  stored: () => Promise<Record<string, string>>,
): Promise<void> {
  expect(await view.get()).toBeNull();
  expect(await view.exists()).toBe(false);
  expect(await view.ttl()).toBeNull();
  expect(await view.renewTtl()).toBe(false);
  expect(await view.upsert({ step: 1, name: 'Alice' })).toBe(true);
  expect(await stored()).toEqual({ step: '1', name: 'Alice' });
  expect(await view.upsert({ name: 'Bob' })).toBe(false);
  expect(await view.exists()).toBe(true);
  expect(await view.updateField('name', 'Carol')).toBe(false);
  expect(await view.getField('name')).toBe('Carol');
  expect(await view.incrementField('step')).toBe(2);
  expect(await view.incrementField('step', 3)).toBe(5);
  expect(await view.incrementField('step', 1n)).toBe(6n);
  expect(await view.appendToList('tags', { a: 1 })).toBe(1);
  expect(await view.appendToList('tags', 'b')).toBe(2);
  expect(await view.get()).toEqual({ step: 6, name: 'Carol', tags: [{ a: 1 }, 'b'] });
  expect(await view.deleteField('tags')).toBe(true);
  expect(await view.deleteField('tags')).toBe(false);
  expect(await stored()).toEqual({ step: '6', name: 'Carol' });
  expect(await view.renewTtl({ ttlSeconds: 'none' })).toBe(true);
  expect(await view.ttl()).toBe('none');
  expect(await view.set({ only: 1 }, { ttlSeconds: 50 })).toBe(false);
  expect(await view.ttl()).toBeLessThanOrEqual(50);
  expect(await stored()).toEqual({ only: '1' });
  expect(await view.delete()).toBe(true);
  expect(await view.delete()).toBe(false);
  expect(await stored()).toEqual({});
}
