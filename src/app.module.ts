import { Module, type DynamicModule } from '@nestjs/common';
import { ConfigModule } from '@nestjs/config';
import { APP_FILTER } from '@nestjs/core';
import { AgentToolsModule } from '@tenantry/agent';
import {
  fromHeader,
  fromRequest,
  RedisModule,
  TenantryExceptionFilter,
  type RedisModuleOptions,
} from '@tenantry/redis';
import { appConfig, type AppConfig } from './config/app.config.js';
import { redisConfig, type RedisConfig } from './config/redis.config.js';
import { ConversationModule } from './conversation/conversation.module.js';
import { KeyValuesModule } from './key-values/key-values.module.js';
import { ScheduleModule } from './schedule/schedule.module.js';
import { Product } from './tables/product.model.js';
import { TablesModule } from './tables/tables.module.js';
import { ApiKeysService } from './tenants/api-keys.service.js';
import { TenantsModule } from './tenants/tenants.module.js';
import { ToolsApiModule } from './tools-api/tools-api.module.js';
import { UsersModule } from './users/users.module.js';

export interface AppModuleOptions {
  /** Redis to use instead of the one the environment names. */
  readonly redisUrl?: string | undefined;
}

@Module({})
export class AppModule {
  static register({ redisUrl }: AppModuleOptions = {}): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ConfigModule.forRoot({ isGlobal: true, load: [appConfig, redisConfig], ignoreEnvFile: true }),
        RedisModule.forRootAsync({
          imports: [TenantsModule],
          inject: [ApiKeysService, appConfig.KEY, redisConfig.KEY],
          useFactory: (
            apiKeys: ApiKeysService,
            config: AppConfig,
            redis: RedisConfig,
          ): RedisModuleOptions => ({
            // The namespace first: what the code decides comes on top.
            ...redis,
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
        TenantsModule,
        UsersModule,
        KeyValuesModule,
        TablesModule,
        ConversationModule,
        ScheduleModule,
        AgentToolsModule.forRoot(),
        ToolsApiModule,
      ],
      providers: [{ provide: APP_FILTER, useClass: TenantryExceptionFilter }],
    };
  }
}
