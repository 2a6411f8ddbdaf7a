import { Module, type INestApplicationContext, type Provider } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { RedisModule, RedisTenants, TenantContext, type InjectionMode } from '@tenantry/redis';
import { AgentToolsModule } from '../../../../libs/agent/src/tools/agent-tools.module.js';
import type { AgentToolsOptions } from '../../../../libs/agent/src/tools/agent-tools-options.js';
import { ToolRunner } from '../../../../libs/agent/src/tools/runner/tool-runner.js';
import { workerTool } from '../../../../libs/agent/src/tools/worker-pool/worker-tool.js';
import type { SyncTool } from '../../../../libs/agent/src/tools/worker/sync-tool.js';
import { z } from 'zod';
import { uniqueName } from '../../../support/unique-name.js';
import type { Topology } from '../../../support/topologies.js';

export interface ToolsAppParts {
  readonly topology: Topology;
  readonly injection?: InjectionMode;
  readonly tools?: AgentToolsOptions;
  readonly providers?: Provider[];
}

/** An application with tools, on the test run's Redis. */
export interface ToolsApp {
  readonly app: INestApplicationContext;
  readonly runner: ToolRunner;
  readonly tenants: RedisTenants;
  readonly close: () => Promise<void>;
}

@Module({})
class ToolsTestModule {}

export async function startToolsApp(parts: ToolsAppParts): Promise<ToolsApp> {
  const { topology, injection = 'request', tools = {}, providers = [] } = parts;
  const app = await NestFactory.createApplicationContext(
    {
      module: ToolsTestModule,
      imports: [
        RedisModule.forRoot({ env: false, injection, ...topology.options() }),
        AgentToolsModule.forRoot(tools),
      ],
      providers,
    },
    { logger: ['error', 'warn'], abortOnError: false },
  );
  return {
    app,
    runner: app.get(ToolRunner),
    tenants: app.get(RedisTenants),
    close: async () => app.close(),
  };
}

/** A class of `fixtures/sync-tools.ts`, to be run in a worker thread. */
export function fixtureTool<T extends SyncTool<never>>(exportName: string): ReturnType<typeof workerTool<T>> {
  return workerTool<T>(new URL('../fixtures/sync-tools.js', import.meta.url), exportName, {
    description: `Fixture ${exportName}.`,
    input: anyObject() as never,
  });
}

/** Runs as a user of a tenant; both are new unless they are named. */
export function asUser<T>(fn: () => T, identity: { tenant?: string; userId?: string } = {}): T {
  const { tenant = uniqueName('acme'), userId = 'u1' } = identity;
  return TenantContext.run({ tenant, userId }, fn);
}

function anyObject(): z.ZodType<Record<string, unknown>> {
  return z.looseObject({});
}
