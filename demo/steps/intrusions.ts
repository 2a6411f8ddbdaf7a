import type { ApiClient, Answer } from '../scene/api-client.js';

/** Something that a tenant tries in order to get at another one's data. */
export interface Intrusion {
  /** The request, for people. */
  readonly what: string;
  readonly send: () => Promise<Answer<unknown>>;
  /** The status that refuses it, or what is answered instead: what is the caller's own. */
  readonly expected: number | { readonly body: unknown };
}

const as404 = (what: string, send: Intrusion['send']): Intrusion => ({ what, send, expected: 404 });

/** What acme has; the intruder knows all names. */
export const ACME_USER = 'bob';
export const ACME_KEY = 'plan';
const ACME_THREAD = 'crowd';

/** Ids that are more than ids, where something takes them apart, or for a pattern. */
const HOSTILE_IDS = [
  '*',
  '?ob',
  '[a-z]ob',
  `acme:user:${ACME_USER}`,
  `../acme/${ACME_USER}`,
  `:user:${ACME_USER}`,
  `{acme}:user:${ACME_USER}`,
  `${ACME_USER}\n`,
];

/** Requests for what is acme's by its id. */
export function idIntrusions(globex: ApiClient): Intrusion[] {
  const thread = `/redis/agent-state/${ACME_THREAD}`;
  const user = globex.as(ACME_USER);
  return [
    as404("GET an acme user's id", async () => globex.get(`/users/${ACME_USER}`)),
    as404('DELETE it', async () => globex.delete(`/users/${ACME_USER}`)),
    as404("GET an acme thread's id", async () => globex.get(thread)),
    as404('DELETE it', async () => globex.delete(thread)),
    as404('append to it', async () =>
      globex.post(`${thread}/messages`, { type: 'human', content: 'me too' }),
    ),
    as404("GET an acme key's value", async () => globex.get(`/key-values/${ACME_KEY}`)),
    as404("GET an acme user's conversation", async () => user.get('/conversation/state')),
    {
      what: "DELETE all of an acme user's states",
      send: async () => user.delete('/conversation/states'),
      expected: { body: { removed: 0 } },
    },
    as404('cancel an acme trigger', async () => globex.delete(`/schedule-work/send_reminder/${ACME_USER}`)),
    {
      what: 'list the schedule',
      send: async () => globex.get('/schedule-work'),
      expected: { body: { triggers: [], cursor: null } },
    },
  ];
}

/** Requests with ids and patterns that mean more than one record to whoever does not escape them. */
export function patternIntrusions(globex: ApiClient): Intrusion[] {
  const ownThreads = { body: { threadIds: [], cursor: null, total: 1 } };
  return [
    ...HOSTILE_IDS.map((id) =>
      as404(`GET the user ${JSON.stringify(id)}`, async () => globex.get(`/users/${encodeURIComponent(id)}`)),
    ),
    as404('GET the key "user:bob"', async () => globex.get(`/key-values/${encodeURIComponent('user:bob')}`)),
    ...['*', 'acme', 'c?owd'].map((prefix) => ({
      what: `list threads with the prefix ${JSON.stringify(prefix)}`,
      send: async () => globex.get(`/redis/agent-states?prefix=${encodeURIComponent(prefix)}`),
      expected: ownThreads,
    })),
    as404('a user id header with another key in it', async () =>
      globex.as('alice:acme:user:bob').get('/conversation/state'),
    ),
  ];
}

/** Requests whose headers claim to be acme's. */
export function headerIntrusions(globex: ApiClient, anonymous: ApiClient): Intrusion[] {
  const own = { body: { tenant: 'globex' } };
  const claims = [
    { 'x-tenant-id': 'acme' },
    { 'x-tenant': 'acme' },
    { 'x-forwarded-host': 'acme.example.com' },
    { forwarded: 'host=acme.example.com' },
    { authorization: 'Bearer acme' },
  ];
  const { 'x-api-key': key = '' } = globex.headers;
  return [
    ...claims.map((headers) => ({
      what: `ask who I am with ${Object.entries(headers).flat().join(': ')}`,
      send: async () => globex.with(headers).get('/tenants/current'),
      expected: own,
    })),
    ...Object.entries({
      'no API key': {},
      'an unknown one': { 'x-api-key': 'acme-key' },
      'the name of the tenant as key': { 'x-api-key': 'acme' },
      'two keys in one header': { 'x-api-key': `${key}, ${key}` },
      'a tenant header alone': { 'x-tenant-id': 'acme' },
    }).map(([what, headers]) => ({
      what: `GET an acme user with ${what}`,
      send: async () => anonymous.with(headers).get(`/users/${ACME_USER}`),
      expected: 401,
    })),
  ];
}
