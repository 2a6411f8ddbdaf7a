import { Injectable } from '@nestjs/common';
import { setImmediate as turn } from 'node:timers/promises';
import { TenantContext, type InjectionMode } from '@tenantry/redis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { AgentTool } from '../../../libs/agent/src/tools/agent-tool.js';
import { topologiesWithoutSentinel } from '../../support/topologies.js';
import { uniqueName } from '../../support/unique-name.js';
import type { WhoAmI } from './fixtures/sync-tools.js';
import { fixtureTool, startToolsApp, type ToolsApp } from './support/tools-app.js';

const TENANTS = 50;
const REQUESTS = 1_000;
const USERS = 3;

@Injectable()
class AsyncWhoAmI extends AgentTool<object, string[]> {
  readonly name = 'who_am_i';
  readonly description = 'Reads who the user is.';
  readonly input = z.object({});

  async run(): Promise<string[]> {
    const first = String(await this.getStateField('me', 'name'));
    await turn();
    return [first, String(await this.getStateField('me', 'name'))];
  }
}

const MODES: readonly InjectionMode[] = ['request', 'context'];
const cases = topologiesWithoutSentinel.flatMap((topology) =>
  MODES.map((injection) => ({ topology, injection })),
);

describe.each(cases)('tools on $topology.name, injection: $injection', ({ topology, injection }) => {
  const tenants = Array.from({ length: TENANTS }, () => uniqueName('acme'));
  let tools: ToolsApp;
  let asyncWhoAmI: AsyncWhoAmI;

  beforeAll(async () => {
    tools = await startToolsApp({
      topology,
      injection,
      tools: { workers: { threads: 2 } },
      providers: [AsyncWhoAmI],
    });
    asyncWhoAmI = tools.app.get(AsyncWhoAmI);
    await Promise.all(
      identities(USERS * TENANTS).map(async ({ tenant, userId }) =>
        tools.tenants
          .for(tenant)
          .sharedState.of(userId)
          .upsert('me', { name: `${userId} of ${tenant}` }),
      ),
    );
  });
  afterAll(async () => tools.close());

  /** Users of all tenants, one after the other. */
  function identities(count: number): ReadonlyArray<{ readonly tenant: string; readonly userId: string }> {
    return Array.from({ length: count }, (_unused, index) => ({
      tenant: tenants[index % TENANTS] ?? '',
      userId: `u${Math.floor(index / TENANTS) % USERS}`,
    }));
  }

  async function wrongAnswers(whoAmI: () => Promise<string[]>): Promise<string[]> {
    const callers = identities(REQUESTS);
    const answers = await Promise.all(callers.map(async (caller) => TenantContext.run(caller, whoAmI)));
    expect(answers).toHaveLength(REQUESTS);
    return callers.flatMap(({ tenant, userId }, index) => {
      const answer = answers[index] ?? [];
      return answer.length === 2 && answer.every((name) => name === `${userId} of ${tenant}`)
        ? []
        : [`${userId} of ${tenant} was taken for ${answer.join(', ')}`];
    });
  }

  it('never takes a user for another in 1,000 concurrent tools', async () => {
    expect(await wrongAnswers(async () => tools.runner.execute(asyncWhoAmI, {}))).toEqual([]);
  });

  it('never takes a user for another in 1,000 concurrent tools in worker threads', async () => {
    const whoAmI = fixtureTool<WhoAmI>('WhoAmI');
    expect(await wrongAnswers(async () => tools.runner.execute(whoAmI, { rounds: 2 }))).toEqual([]);
  });

  it('keeps the context of whoever called in functions that had to wait', async () => {
    const callers = identities(REQUESTS);
    const seen = await Promise.all(
      callers.map(async (caller) =>
        TenantContext.run(caller, async () =>
          tools.runner.run('agent', async () => {
            await turn();
            return TenantContext.require();
          }),
        ),
      ),
    );
    expect(seen).toEqual(callers);
  });
});
