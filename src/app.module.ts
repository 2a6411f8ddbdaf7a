import { Module, type DynamicModule } from '@nestjs/common';
import { ConfigModule } from '@nestjs/config';
import { APP_FILTER } from '@nestjs/core';
import {
  fromHeader,
  fromRequest,
  RedisModule,
  TenantryExceptionFilter,
  type RedisModuleOptions,
} from '@tenantry/redis';
import { appConfig, type AppConfig } from './config/app.config.js';
import { ConversationModule } from './conversation/conversation.module.js';
import { KeyValuesModule } from './key-values/key-values.module.js';
import { ScheduleModule } from './schedule/schedule.module.js';
import { Product } from './tables/product.model.js';
import { TablesModule } from './tables/tables.module.js';
import { ApiKeysService } from './tenants/api-keys.service.js';
import { TenantsModule } from './tenants/tenants.module.js';
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
        ConfigModule.forRoot({ isGlobal: true, load: [appConfig], ignoreEnvFile: true }),
        RedisModule.forRootAsync({
          imports: [TenantsModule],
          inject: [ApiKeysService, appConfig.KEY],
          useFactory: (apiKeys: ApiKeysService, config: AppConfig): RedisModuleOptions => ({
            appName: 'tenantry-app',
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
      ],
      providers: [{ provide: APP_FILTER, useClass: TenantryExceptionFilter }],
    };
  }
}
