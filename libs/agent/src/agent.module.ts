import { Module, type DynamicModule, type Provider } from '@nestjs/common';
import { TenantRedis } from '@tenantry/redis';
import {
  AGENT_MODULE_OPTIONS,
  ConfigurableAgentModule,
  type AgentModuleAsyncOptions,
} from './agent-module.definition.js';
import { AgentStoreCheck } from './agent-store.check.js';
import { AgentTenants } from './agent-tenants.js';
import type { AgentModuleOptions } from './agent-options.js';
import { AGENT_OPTIONS } from './agent.tokens.js';
import { resolveAgentOptions, type ResolvedAgentOptions } from './resolve-agent-options.js';
import { AgentStateRepository } from './state/agent-state.repository.js';
import { AgentThreads } from './threads/agent-threads.js';

const PROVIDERS: Provider[] = [
  {
    provide: AGENT_OPTIONS,
    inject: [AGENT_MODULE_OPTIONS],
    useFactory: resolveAgentOptions,
  },
  AgentStoreCheck,
  AgentTenants,
  // They get the scope of `TenantRedis`: one per tenant, or singletons that ask for the tenant at each call.
  {
    provide: AgentStateRepository,
    inject: [TenantRedis, AGENT_OPTIONS],
    useFactory: (tenantRedis: TenantRedis, options: ResolvedAgentOptions) =>
      new AgentStateRepository(tenantRedis, options),
  },
  {
    provide: AgentThreads,
    inject: [TenantRedis],
    useFactory: (tenantRedis: TenantRedis) => new AgentThreads(tenantRedis),
  },
];

/**
 * What agents know of their conversations. Import it once, in the root module, beside `RedisModule`; what it exports
 * is visible everywhere: `AgentStateRepository` and `AgentThreads` of the request's tenant, `AgentTenants` for others.
 */
@Module({})
export class AgentModule extends ConfigurableAgentModule {
  /**
   * With options that are known now.
   * @throws InvalidConfigurationError at start-up, naming every wrong option and variable
   */
  static override forRoot(options: AgentModuleOptions = {}): DynamicModule {
    return withProviders(super.forRoot(options));
  }

  /**
   * With options made by a factory.
   * @throws InvalidConfigurationError at start-up
   */
  static override forRootAsync(options: AgentModuleAsyncOptions): DynamicModule {
    return withProviders(super.forRootAsync(options));
  }
}

function withProviders(definition: DynamicModule): DynamicModule {
  return {
    ...definition,
    global: true,
    providers: [...(definition.providers ?? []), ...PROVIDERS],
    exports: [AgentStateRepository, AgentThreads, AgentTenants],
  };
}
