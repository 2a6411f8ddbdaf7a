/** One route of the app, with what it is called with. */
export interface LoadRoute {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** As the API documentation names it. */
  readonly template: string;
  /** @param id that of everything in one round */
  readonly path: (id: string) => string;
  readonly body?: (id: string) => unknown;
}

type Body = Record<string, unknown> | ((id: string) => unknown);

/** Parameters of a template are the round's id, unless they stand in `parameters`. */
function route(
  method: LoadRoute['method'],
  template: string,
  body?: Body,
  parameters: Readonly<Record<string, string>> = {},
): LoadRoute {
  return {
    method,
    template: template.replace(/\?.*$/, ''),
    path: (id) =>
      template.replaceAll(/\{(\w+)\}/g, (_match, name: string) => parameters[name] ?? id).replace('%id', id),
    ...(body === undefined ? {} : { body: typeof body === 'function' ? body : () => body }),
  };
}

const PROFILE = { name: 'Alice', active: true };
const MESSAGE = { type: 'human', content: 'Hello' };
const FIELDS = { name: 'Widget', price: 29.99, tags: ['a', 'b'] };
const THREAD = '/redis/agent-state/{threadId}';
const ROW = '/tables/{table}/rows/{pk}';
const TABLE = { table: 'widgets' };

/** One round over the app: everything in it succeeds, and most of what it makes is gone at its end. */
export const LOAD_ROUTES: readonly LoadRoute[] = [
  route('GET', '/tenants/current'),
  route('POST', '/users', (id) => ({ id, profile: PROFILE, email: 'alice@example.com' })),
  route('GET', '/users/{id}'),
  route('PATCH', '/users/{id}', { profile: PROFILE }),
  route('POST', '/users/{id}/logins'),
  route('POST', '/users/{id}/tags', { tag: 'premium' }),
  route('DELETE', '/users/{id}'),
  route('PUT', '/key-values/{key}', { value: FIELDS, ttlSeconds: 60 }),
  route('GET', '/key-values/{key}'),
  route('DELETE', '/key-values/{key}'),
  route('PUT', ROW, FIELDS, TABLE),
  route('PATCH', ROW, { price: 1 }, TABLE),
  route('GET', ROW, undefined, TABLE),
  route('GET', '/tables/{table}/rows?limit=10', undefined, TABLE),
  route('DELETE', ROW, undefined, TABLE),
  route('DELETE', '/rows/{pk}'),
  route('POST', '/products', (id) => ({ id, sku: id, name: 'Widget', price: 1, active: true })),
  route('GET', '/products/{id}'),
  route('GET', '/products?sku=%id'),
  route('PUT', '/conversation/state', FIELDS),
  route('PATCH', '/conversation/state', { price: 1 }),
  route('GET', '/conversation/state'),
  route('GET', '/conversation/states'),
  route('POST', '/conversation/handlers/{handler}/merge', FIELDS),
  route('GET', '/conversation/handlers/{handler}'),
  route('POST', '/schedule-work', (id) => ({ userId: id, action: 'later', delaySeconds: 600 })),
  route('GET', '/schedule-work?limit=10'),
  route('DELETE', '/schedule-work/{action}/{identifier}', undefined, { action: 'later' }),
  route('GET', '/dead-letters'),
  route('POST', '/dead-letters/retry', {}),
  route('DELETE', '/dead-letters'),
  route('POST', '/messages', { text: 'Hello' }),
  route('POST', '/redis/agent-state', (id) => ({ threadId: id, messages: [MESSAGE] })),
  route('PUT', THREAD, { context: FIELDS }),
  route('POST', `${THREAD}/messages`, MESSAGE),
  route('PUT', `${THREAD}/context`, { context: FIELDS }),
  route('PUT', `${THREAD}/relevance`, { isRelevant: true }),
  route('GET', `${THREAD}/exists`),
  route('GET', `${THREAD}/ttl`),
  route('POST', `${THREAD}/extend-ttl`, {}),
  route('GET', '/redis/agent-states?limit=10'),
  route('GET', '/redis/agent-states/recent?limit=5'),
  route('POST', '/redis/cleanup-expired', {}),
  route('GET', '/tools'),
  route('POST', '/tools/execute', { tool: 'email_validator', input: { email: 'a@example.com' } }),
  route('POST', '/genie', (id) => ({ message: 'Hello', thread_id: id })),
  route('POST', '/chat', (id) => ({ message: 'Check a@example.com', thread_id: id, followUpSeconds: 0.5 })),
  route('GET', THREAD),
  route('DELETE', THREAD),
  route('DELETE', '/conversation/states'),
];

/** Called beside the others, because it does not end. */
export const STREAM_ROUTE = 'GET /threads/{threadId}/events';

/** The routes that the documentation names and the rounds leave out. */
export function missingRoutes(documentation: unknown): string[] {
  const { paths } = documentation as { paths: Record<string, Record<string, unknown>> };
  const called = new Set([...LOAD_ROUTES.map(nameOf), STREAM_ROUTE]);
  return Object.entries(paths)
    .flatMap(([template, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${template}`),
    )
    .filter((name) => !called.has(name));
}

export function nameOf({ method, template }: LoadRoute): string {
  return `${method} ${template}`;
}

/** A route that needs nothing but its path, such as one that a colleague adds tomorrow. */
export function plainGet(name: string): LoadRoute | undefined {
  const [, template] = /^GET (\/[^{}]*)$/.exec(name) ?? [];
  return template === undefined ? undefined : route('GET', template);
}
