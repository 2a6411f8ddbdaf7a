/** The operations compared, and the data they work on. */
export const OPERATIONS = ['upsert', 'get', 'updateField', 'getField', 'incrementField'] as const;
export type Operation = (typeof OPERATIONS)[number];

/** A side of the comparison: each operation on user number `index`. */
export type Contender = Readonly<Record<Operation, (index: number) => Promise<unknown>>>;

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
