import { Inject, Injectable } from '@nestjs/common';
import { RedisTenants } from '@tenantry/redis';
import { AGENT_OPTIONS } from './agent.tokens.js';
import type { ResolvedAgentOptions } from './resolve-agent-options.js';
import { AgentStateRepository } from './state/agent-state.repository.js';
import { AgentThreads } from './threads/agent-threads.js';

/** What agents know, of one tenant. */
export interface TenantAgents {
  /** The tenant's threads. */
  readonly states: AgentStateRepository;
  /** Which threads the agencies of the tenant's users talk in. */
  readonly threads: AgentThreads;
}

/** Access to what agents of tenants know, outside a request: jobs, scripts, administration. */
@Injectable()
export class AgentTenants {
  constructor(
    @Inject(RedisTenants) private readonly tenants: RedisTenants,
    @Inject(AGENT_OPTIONS) private readonly options: ResolvedAgentOptions,
  ) {}

  /** The repositories of a tenant named on purpose. @throws InvalidTenantError */
  for(tenant: string): TenantAgents {
    const scope = this.tenants.for(tenant);
    return {
      states: new AgentStateRepository(scope, this.options),
      threads: new AgentThreads(scope),
    };
  }
}
