import { Module } from '@nestjs/common';
import { ConfigModule } from '@nestjs/config';
import { appConfig } from '../config/app.config.js';
import { ApiKeysService } from './api-keys.service.js';
import { TenantsController } from './tenants.controller.js';

@Module({
  imports: [ConfigModule.forFeature(appConfig)],
  controllers: [TenantsController],
  providers: [ApiKeysService],
  exports: [ApiKeysService],
})
export class TenantsModule {}
