import type { Deployment } from './deployment.js';
import { ACTION, emailOf, userOf } from './fill.js';
import { tenantName } from './sizes.js';

/** A call that is to cost the same however much there is. `at` is a random number that grows with each call. */
export interface ScaledCall {
  readonly name: string;
  /** Calls in a round, one after the other. */
  readonly calls: number;
  /** Pause before each: answers of health checks are kept for a second. */
  readonly pauseMs?: number;
  readonly call: (deployment: Deployment, at: number) => Promise<unknown>;
}

function anyTenant({ size, tenant }: Deployment, at: number): ReturnType<Deployment['tenant']> {
  return tenant(tenantName(at % size.tenants));
}

function anyUser({ size }: Deployment, at: number): number {
  return at % size.usersPerTenant;
}

const CALLS = 2_000;
const KEPT_MS = 1_050;

export const SCALED_CALLS: readonly ScaledCall[] = [
  {
    name: 'get a user',
    calls: CALLS,
    call: async (on, at) => anyTenant(on, at).users.get(String(anyUser(on, at))),
  },
  {
    name: 'update a user with an index',
    calls: CALLS,
    call: async (on, at) => anyTenant(on, at).users.upsert(String(anyUser(on, at)), userOf(anyUser(on, at))),
  },
  {
    name: 'find a user by an indexed field',
    calls: CALLS,
    call: async (on, at) => anyTenant(on, at).users.findByField('email', emailOf(anyUser(on, at))),
  },
  {
    name: 'set and cancel a trigger',
    calls: CALLS,
    call: async (on, at) => {
      const { triggers } = anyTenant(on, at);
      await triggers.set(ACTION, `new-${at}`, 3_600);
      return triggers.delete(ACTION, `new-${at}`);
    },
  },
  {
    name: 'cancel by identifier',
    calls: CALLS,
    call: async (on, at) => anyTenant(on, at).triggers.deleteAllByIdentifier(`none-${at}`),
  },
  {
    name: 'list a page of 10 triggers',
    calls: CALLS,
    call: async (on, at) => anyTenant(on, at).triggers.list({ limit: 10 }),
  },
  {
    name: 'list the next page of 10 triggers',
    calls: CALLS / 2,
    call: async (on, at) => {
      const { triggers } = anyTenant(on, at);
      const { cursor } = await triggers.list({ limit: 10 });
      return triggers.list({ limit: 10, ...(cursor === null ? {} : { cursor }) });
    },
  },
  {
    name: 'health of the pools',
    calls: 3,
    pauseMs: KEPT_MS,
    call: async ({ health }) => health.pools('redis'),
  },
  {
    name: 'health of the triggers',
    calls: 3,
    pauseMs: KEPT_MS,
    call: async ({ health }) => health.expiry('triggers'),
  },
  {
    name: 'scrape of the metrics',
    calls: 3,
    pauseMs: KEPT_MS,
    call: async ({ metrics }) => metrics.metrics(),
  },
];
