import type { TenantRedis } from '@tenantry/redis';

/** A call answered from an index, asked about row number `row` of `rows`. Throws if the answer is wrong. */
export interface Lookup {
  readonly name: string;
  readonly call: (tenant: TenantRedis, row: number) => Promise<void>;
  /** Puts back what the call took away; its time does not count. */
  readonly restore?: (tenant: TenantRedis, row: number) => Promise<unknown>;
}

/** Rows of one kind, and what is asked of them. */
export interface Subject {
  readonly name: string;
  /** Writes row number `row`, through the library, so that the indexes are the real ones. */
  readonly write: (tenant: TenantRedis, row: number) => Promise<unknown>;
  readonly lookups: readonly Lookup[];
}

/** Users with one indexed field, each with a value of its own. */
const USERS: Subject = {
  name: 'users',
  write: (tenant, row) => tenant.users.upsert(String(row), { email: emailOf(row), score: row }),
  lookups: [
    {
      name: 'findByField hit',
      call: async (tenant, row) => {
        const [found] = await tenant.users.findByField('email', emailOf(row));
        check(found?.id === String(row), `user ${row} was not found`);
      },
    },
    {
      name: 'findByField miss',
      call: async (tenant, row) => {
        const found = await tenant.users.findByField('email', emailOf(row, 'example.org'));
        check(found.length === 0, `found a user that nobody wrote`);
      },
    },
  ],
};

const TABLES = ['orders', 'invoices'] as const;

/** Rows of two tables: every primary key is in both. */
const TABLE_ROWS: Subject = {
  name: 'rows of 2 tables',
  write: (tenant, row) => writeTableRow(tenant, Math.floor(row / TABLES.length), row % TABLES.length),
  lookups: [
    {
      name: 'deleteAllByPkid (2 rows)',
      call: async (tenant, row) => {
        const removed = await tenant.tables.deleteAllByPkid(String(Math.floor(row / TABLES.length)));
        check(removed === TABLES.length, `${removed} rows were removed`);
      },
      restore: async (tenant, row) =>
        Promise.all(
          TABLES.map(async (_table, table) => writeTableRow(tenant, Math.floor(row / TABLES.length), table)),
        ),
    },
  ],
};

function writeTableRow(tenant: TenantRedis, pk: number, table: number): Promise<unknown> {
  return tenant.tables.upsert(TABLES[table] ?? '', String(pk), { total: pk });
}

const STATES_PER_USER = 5;

/** Shared states, five of each user. */
const SHARED_STATES: Subject = {
  name: 'shared states',
  write: (tenant, row) =>
    tenant.sharedState.of(userOf(row)).upsert(`state-${row % STATES_PER_USER}`, { step: row }),
  lookups: [
    {
      name: `sharedState.list (${STATES_PER_USER} states)`,
      call: async (tenant, row) => {
        const states = await tenant.sharedState.of(userOf(row)).list();
        check(states.length === STATES_PER_USER, `${states.length} states were listed`);
      },
    },
  ],
};

function userOf(row: number): string {
  return `u${Math.floor(row / STATES_PER_USER)}`;
}

export const SUBJECTS: readonly Subject[] = [USERS, TABLE_ROWS, SHARED_STATES];

/** 22 characters, different for every row. */
export function emailOf(row: number, domain: 'example.com' | 'example.org' = 'example.com'): string {
  return `u${String(row).padStart(9, '0')}@${domain}`;
}

function check(condition: boolean, problem: string): void {
  if (!condition) throw new Error(problem);
}
