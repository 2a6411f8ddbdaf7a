import { Controller, Get, Inject, Injectable, Module, type INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import {
  fromHeader,
  KeyValueRepository,
  RedisModule,
  RedisTenants,
  type InjectionMode,
} from '@tenantry/redis';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { AgentTool } from '../../../libs/agent/src/tools/agent-tool.js';
import { AgentToolsModule } from '../../../libs/agent/src/tools/agent-tools.module.js';
import { ToolRunner } from '../../../libs/agent/src/tools/runner/tool-runner.js';
import { HttpLoad } from '../../support/http-load.js';
import { topologiesWithoutSentinel } from '../../support/topologies.js';
import { uniqueName } from '../../support/unique-name.js';
import type { WhoAmI } from './fixtures/sync-tools.js';
import { fixtureTool } from './support/tools-app.js';

const TENANTS = 50;
const REQUESTS = 1_000;
const syncWhoAmI = fixtureTool<WhoAmI>('WhoAmI');

/** Injects a repository of the request's tenant: in mode `request` every tenant has an instance of its own. */
@Injectable()
class TenantAndUser extends AgentTool<object, string[]> {
  readonly name = 'tenant_and_user';
  readonly description = 'Reads who the tenant and the user are.';
  readonly input = z.object({});

  constructor(
    @Inject(RedisTenants) tenants: RedisTenants,
    @Inject(KeyValueRepository) private readonly keyValue: KeyValueRepository,
  ) {
    super(tenants);
  }

  async run(): Promise<string[]> {
    const tenant = String(await this.keyValue.get('tenant'));
    return [tenant, String(await this.getStateField('me', 'name'))];
  }
}

@Controller()
class ToolsTestController {
  constructor(
    @Inject(TenantAndUser) private readonly tenantAndUser: TenantAndUser,
    @Inject(ToolRunner) private readonly runner: ToolRunner,
  ) {}

  @Get('async')
  async async(): Promise<string[]> {
    return this.runner.execute(this.tenantAndUser, {});
  }

  @Get('thread')
  async thread(): Promise<string[]> {
    return this.runner.execute(syncWhoAmI, { rounds: 2 });
  }
}

@Module({ controllers: [ToolsTestController], providers: [TenantAndUser] })
class ToolsTestModule {}

const MODES: readonly InjectionMode[] = ['request', 'context'];
const cases = topologiesWithoutSentinel.flatMap((topology) =>
  MODES.map((injection) => ({ topology, injection })),
);

describe.each(cases)(
  'tools over HTTP on $topology.name, injection: $injection',
  ({ topology, injection }) => {
    const tenants = Array.from({ length: TENANTS }, () => uniqueName('acme'));
    let app: INestApplication;
    let port: number;

    beforeAll(async () => {
      app = await NestFactory.create(
        {
          module: ToolsTestModule,
          imports: [
            RedisModule.forRoot({
              env: false,
              injection,
              ...topology.options(),
              tenancy: {
                resolve: fromHeader('x-tenant-id'),
                authorize: () => true,
                resolveUser: ({ headers }) => headers['x-user-id']?.toString(),
              },
            }),
            AgentToolsModule.forRoot({ workers: { threads: 2 } }),
          ],
        },
        new ExpressAdapter(),
        { logger: ['error', 'warn'], abortOnError: false },
      );
      await app.listen(0, '127.0.0.1');
      ({ port } = app.getHttpServer().address() as AddressInfo);
      await Promise.all(
        tenants.map(async (tenant) => {
          const { keyValue, sharedState } = app.get(RedisTenants).for(tenant);
          await keyValue.set('tenant', tenant);
          for (const user of ['u0', 'u1'])
            await sharedState.of(user).upsert('me', { name: `${user} of ${tenant}` });
        }),
      );
    });
    afterAll(async () => app.close());

    /** Answers that are not the caller's own, of so many requests at once. */
    async function wrongAnswers(
      path: string,
      expected: (tenant: string, userId: string) => string[],
    ): Promise<string[]> {
      // Sockets of its own: the server closes those that are idle, maybe just when they are used again.
      const load = new HttpLoad(port, REQUESTS);
      const wrong: string[] = [];
      let answered = 0;
      await HttpLoad.run(REQUESTS, REQUESTS, async (index) => {
        const tenant = tenants[index % TENANTS] ?? '';
        const userId = `u${Math.floor(index / TENANTS) % 2}`;
        const { body } = await load.send('GET', path, { 'x-tenant-id': tenant, 'x-user-id': userId });
        answered++;
        const right = JSON.stringify(expected(tenant, userId));
        if (body !== right) wrong.push(`${right} was answered ${body}`);
      });
      expect(answered).toBe(REQUESTS);
      return wrong;
    }

    it('answers 1,000 requests at once with what belongs to their own tenant and user', async () => {
      const own = (tenant: string, user: string): string[] => [tenant, `${user} of ${tenant}`];
      expect(await wrongAnswers('/async', own)).toEqual([]);
    });

    it('does so too with tools in worker threads', async () => {
      const own = (tenant: string, user: string): string[] => Array<string>(2).fill(`${user} of ${tenant}`);
      expect(await wrongAnswers('/thread', own)).toEqual([]);
    });
  },
);
