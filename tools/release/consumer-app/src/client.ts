import { deepStrictEqual, match } from 'node:assert/strict';
import { waitUntil } from '@tenantry/redis-testing';

/** What a client of the application sees. */
export class Client {
  constructor(private readonly origin: string) {}

  private async request(method: string, path: string, tenant: string, body?: object): Promise<Response> {
    return fetch(this.origin + path, {
      method,
      headers: { 'x-tenant': tenant, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  }

  async usersAndTriggers(): Promise<void> {
    const created = await this.request('POST', '/users/u1', 'acme', { name: 'Alice', score: 7 });
    deepStrictEqual([created.status, await created.json()], [201, { created: true }]);
    deepStrictEqual((await this.request('GET', '/users/u1', 'globex')).status, 404);
    deepStrictEqual((await this.request('POST', '/users/u1/reminders', 'acme')).status, 201);
    const user = async (): Promise<unknown> => (await this.request('GET', '/users/u1', 'acme')).json();
    await waitUntil(async () => JSON.stringify(await user()).includes('reminded'), {
      what: 'the trigger to fire',
    });
    deepStrictEqual(await user(), {
      profile: { name: 'Alice', score: 7 },
      since: '1970-01-01T00:00:00.000Z',
      reminded: 'acme/welcome',
    });
  }

  async agents(): Promise<void> {
    const said = await this.request('POST', '/threads/t1/messages', 'acme', { text: 'two words' });
    deepStrictEqual([said.status, await said.json()], [201, { messages: 1, words: 2 }]);
  }

  async observation(): Promise<void> {
    const health = await this.request('GET', '/health', 'acme');
    const { status, details } = (await health.json()) as { status: string; details: Record<string, unknown> };
    deepStrictEqual([health.status, status, Object.keys(details)], [200, 'ok', ['redis', 'expiry']]);
    match(await (await this.request('GET', '/metrics', 'acme')).text(), /^tenantry_redis_/m);
    deepStrictEqual(await (await this.request('GET', '/langchain', 'acme')).text(), 'human');
  }
}
