import { Module, type DynamicModule } from '@nestjs/common';
import { ConfigModule } from '@nestjs/config';
import { APP_FILTER } from '@nestjs/core';
import { AgentModule, AgentToolsModule, type AgentModuleOptions } from '@tenantry/agent';
import {
  fromHeader,
  fromRequest,
  RedisModule,
  TenantryExceptionFilter,
  type ExpiryOptions,
  type RedisModuleOptions,
} from '@tenantry/redis';
import { AgentStateModule } from './agent-state/agent-state.module.js';
import { ChatModule, type ChatModelFactory } from './chat/chat.module.js';
import { agentConfig, type AgentConfig } from './config/agent.config.js';
import { appConfig, type AppConfig } from './config/app.config.js';
import { redisConfig, type RedisConfig } from './config/redis.config.js';
import { ConversationModule } from './conversation/conversation.module.js';
import { HealthModule } from './health/health.module.js';
import { KeyValuesModule } from './key-values/key-values.module.js';
import { ScheduleModule } from './schedule/schedule.module.js';
import { StreamsModule } from './streams/streams.module.js';
import { Product } from './tables/product.model.js';
import { TablesModule } from './tables/tables.module.js';
import { ApiKeysService } from './tenants/api-keys.service.js';
import { TenantsModule } from './tenants/tenants.module.js';
import { ToolsApiModule } from './tools-api/tools-api.module.js';
import { UsersModule } from './users/users.module.js';

/** What tests, the demo and benchmarks decide of the application. */
export interface AppModuleOptions {
  /** Redis to use instead of the one the environment names. */
  readonly redisUrl?: string | undefined;
  /** Makes the model that answers in `/genie` and `/chat`. @default one that works without a network */
  readonly chatModel?: ChatModelFactory | undefined;
  /** Options of triggers: whether this process runs any, for example. @default those of the Redis module */
  readonly expiry?: ExpiryOptions | undefined;
}

/** The root module. */
@Module({})
export class AppModule {
  static register({ redisUrl, chatModel, expiry }: AppModuleOptions = {}): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ConfigModule.forRoot({
          isGlobal: true,
          load: [appConfig, redisConfig, agentConfig],
          ignoreEnvFile: true,
        }),
        RedisModule.forRootAsync({
          imports: [TenantsModule],
          inject: [ApiKeysService, appConfig.KEY, redisConfig.KEY, agentConfig.KEY],
          useFactory: (
            apiKeys: ApiKeysService,
            config: AppConfig,
            redis: RedisConfig,
            agent: AgentConfig,
          ): RedisModuleOptions => ({
            // The namespace first: what the code decides comes on top.
            ...redis,
            pools: agent.pools,
            expiry,
            ...(redisUrl === undefined ? {} : { url: redisUrl }),
            // Declared for the whole application: rows written through /tables are found by their SKU too.
            indexes: { tables: { products: Product } },
            tenancy: {
              resolve: [
                fromRequest(({ headers }) => apiKeys.tenantOf(headers['x-api-key'])),
                ...(config.trustTenantHeader ? [fromHeader('x-tenant-id')] : []),
              ],
              resolveUser: ({ headers }) => headers['x-user-id']?.toString(),
            },
          }),
        }),
        HealthModule,
        TenantsModule,
        UsersModule,
        KeyValuesModule,
        TablesModule,
        ConversationModule,
        ScheduleModule,
        AgentModule.forRootAsync({
          inject: [agentConfig.KEY],
          useFactory: ({ pool }: AgentConfig): AgentModuleOptions => ({ pool }),
        }),
        AgentStateModule,
        AgentToolsModule.forRoot(),
        ToolsApiModule,
        ChatModule.register(chatModel),
        StreamsModule,
      ],
      providers: [{ provide: APP_FILTER, useClass: TenantryExceptionFilter }],
    };
  }
}
