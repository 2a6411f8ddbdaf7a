/** The operations compared, and the data they work on. */
export const OPERATIONS = ['upsert', 'get', 'updateField', 'getField', 'incrementField'] as const;
export type Operation = (typeof OPERATIONS)[number];

/** Each operation on user number `index`. */
export type Operations = Readonly<Record<Operation, (index: number) => Promise<unknown>>>;

/** Lists in the field {@link LIST_FIELD} of record number `index`. */
export interface ListOperations {
  /** Makes the record hold this list. */
  readonly reset: (index: number, list: readonly unknown[]) => Promise<unknown>;
  /** Adds to the list; the answer is its new length. */
  readonly append: (index: number, element: unknown) => Promise<number>;
}

/** A side of the comparison. */
export interface Contender {
  readonly operations: Operations;
  readonly lists: ListOperations;
}

export const LIST_FIELD = 'steps';

export const TENANT = 'bench';
export const TTL_SECONDS = 86_400;
/** Users touched, so that no single key stays in every cache. */
export const USERS = 10_000;

/** A record of seven fields: texts, numbers, a boolean, a date and a nested object. */
export function profileOf(index: number): Record<string, unknown> {
  return {
    name: `User ${index}`,
    email: `user${index}@example.com`,
    score: index,
    active: index % 2 === 0,
    lastLogin: new Date(1_700_000_000_000 + index),
    loginCount: 0,
    preferences: { theme: 'dark', languages: ['en', 'es'], notifications: true },
  };
}
