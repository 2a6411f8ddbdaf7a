import { APP_FILTER } from '@nestjs/core';
import { Body, Controller, Get, Inject, Injectable, Post } from '@nestjs/common';
import {
  fromHeader,
  KeyValueRepository,
  RedisTenants,
  TenantContext,
  TenantryExceptionFilter,
} from '@tenantry/redis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HTTP_ADAPTERS, startHttpApp, type HttpApp } from '../../support/http-app.js';
import { HttpLoad } from '../../support/http-load.js';
import { uniqueName } from '../../support/unique-name.js';

const TENANT_COUNT = 50;
const IN_FLIGHT = 200;
const REQUESTS = TENANT_COUNT * 2_000;

/** Answers as the default filter does, without a stack trace in the log for every 4xx. */
const QUIET_FILTER = { provide: APP_FILTER, useClass: TenantryExceptionFilter };

let constructed = 0;

/** An application class with state of its own: a shared instance would show another tenant's. */
@Injectable()
class Notebook {
  owner: string | undefined;

  constructor(@Inject(KeyValueRepository) readonly keyValue: KeyValueRepository) {
    constructed++;
  }
}

@Controller('who')
class WhoController {
  constructor(@Inject(Notebook) private readonly notebook: Notebook) {}

  @Get()
  async read(): Promise<object> {
    const { tenant } = TenantContext.require();
    const stored = await this.notebook.keyValue.get('owner');
    return { tenant, stored, still: TenantContext.require().tenant };
  }

  @Post()
  async write(@Body() body: { note: string }): Promise<object> {
    const { tenant } = TenantContext.require();
    await this.notebook.keyValue.set('note', body.note);
    return {
      tenant,
      stored: await this.notebook.keyValue.get('owner'),
      still: TenantContext.require().tenant,
    };
  }

  @Get('notebook')
  owner(): object {
    this.notebook.owner ??= TenantContext.require().tenant;
    return { tenant: this.notebook.owner };
  }
}

describe.each(HTTP_ADAPTERS)('tenants over HTTP on %s', (adapter) => {
  describe.each(['request', 'context'] as const)('with %s injection', (injection) => {
    const run = uniqueName('http');
    const tenants = Array.from({ length: TENANT_COUNT }, (_unused, index) => `${run}-${index}`);
    let server: HttpApp;
    let load: HttpLoad;

    beforeAll(async () => {
      constructed = 0;
      server = await startHttpApp({
        adapter,
        options: {
          injection,
          tenancy: { resolve: fromHeader(), authorize: (tenant) => tenant.startsWith(run) },
        },
        controllers: [WhoController],
        providers: [Notebook, QUIET_FILTER],
      });
      load = new HttpLoad(server.port, IN_FLIGHT);
      const redisTenants = server.app.get(RedisTenants);
      await Promise.all(
        tenants.map(async (tenant) =>
          redisTenants.for(tenant).keyValue.set('owner', tenant, { ttlSeconds: 600 }),
        ),
      );
    });

    afterAll(async () => {
      load.close();
      await server.close();
    });

    it('never answers with the data of another tenant', async () => {
      const wrong: string[] = [];
      await HttpLoad.run(REQUESTS, IN_FLIGHT, async (index) => {
        const tenant = tenants[(index * 7) % TENANT_COUNT] ?? '';
        const headers = { 'x-tenant-id': tenant, 'content-type': 'application/json' };
        const answer =
          index % 3 === 0
            ? await load.send('POST', '/who', headers, JSON.stringify({ note: `note of ${tenant}` }))
            : await load.send('GET', '/who', { 'x-tenant-id': tenant });
        const expected = JSON.stringify({ tenant, stored: tenant, still: tenant });
        if (answer.body !== expected) wrong.push(`${tenant}: ${answer.status} ${answer.body}`);
      });
      expect(wrong.slice(0, 5)).toEqual([]);
    }, 240_000);

    it('has written each note to its own tenant', async () => {
      const redisTenants = server.app.get(RedisTenants);
      for (const tenant of tenants) {
        expect(await redisTenants.for(tenant).keyValue.get('note')).toBe(`note of ${tenant}`);
      }
    });

    it('builds one sub-tree per tenant, or one singleton', () => {
      expect(constructed).toBe(injection === 'request' ? TENANT_COUNT : 1);
    });

    it('refuses a tenant that is not authorised, and keeps nothing of it', async () => {
      const before = server.app.get(RedisTenants).statistics().size;
      const answer = await load.send('GET', '/who', { 'x-tenant-id': 'stranger' });
      expect(answer.status).toBe(403);
      expect(server.app.get(RedisTenants).statistics().size).toBe(before);
    });

    it.each(['a:b', 'a*', '{a}', '-a', 'x'.repeat(129)])(
      'answers 400 to the tenant id %j',
      async (tenant) => {
        expect((await load.send('GET', '/who', { 'x-tenant-id': tenant })).status).toBe(400);
      },
    );

    it('answers 400 to a repository call without a tenant', async () => {
      expect((await load.send('GET', '/who', {})).status).toBe(400);
    });

    it('reads a body that arrives late in the right tenant', async () => {
      const long = 'x'.repeat(90_000);
      const [left = '', right = ''] = tenants;
      await Promise.all(
        [left, right].map(async (tenant) => {
          const body = JSON.stringify({ note: tenant + long });
          const answer = await load.send(
            'POST',
            '/who',
            { 'x-tenant-id': tenant, 'content-type': 'application/json' },
            body,
          );
          expect(answer).toMatchObject({
            status: 201,
            body: expect.stringContaining(`"tenant":"${tenant}"`),
          });
        }),
      );
      expect(await server.app.get(RedisTenants).for(left).keyValue.get('note')).toBe(left + long);
    });
  });

  it('builds one sub-tree for 100 simultaneous first requests of a tenant', async () => {
    constructed = 0;
    const server = await startHttpApp({
      adapter,
      options: { tenancy: { resolve: fromHeader(), authorize: async () => true } },
      controllers: [WhoController],
      providers: [Notebook, QUIET_FILTER],
    });
    const load = new HttpLoad(server.port, 100);
    try {
      const tenant = uniqueName('new');
      const answers = await Promise.all(
        Array.from({ length: 100 }, async () => load.send('GET', '/who/notebook', { 'x-tenant-id': tenant })),
      );
      expect(new Set(answers.map(({ body }) => body))).toEqual(new Set([JSON.stringify({ tenant })]));
      expect(constructed).toBe(1);
    } finally {
      load.close();
      await server.close();
    }
  });

  it('shares no sub-tree between requests whose tenant is unknown', async () => {
    constructed = 0;
    const server = await startHttpApp({
      adapter,
      controllers: [WhoController],
      providers: [Notebook, QUIET_FILTER],
    });
    const load = new HttpLoad(server.port, 10);
    try {
      await HttpLoad.run(10, 5, async () => {
        expect((await load.send('GET', '/who', {})).status).toBe(400);
      });
      expect(constructed).toBe(10);
      expect(server.app.get(RedisTenants).statistics().size).toBe(0);
    } finally {
      load.close();
      await server.close();
    }
  });
});
