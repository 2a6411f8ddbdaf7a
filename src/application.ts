import { ValidationPipe, type INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import { AppModule, type AppModuleOptions } from './app.module.js';
import { bigIntAsText } from './common/json.js';

/** The application as it runs in production, not listening yet. */
export async function createApplication(options: AppModuleOptions = {}): Promise<INestApplication> {
  const adapter = new ExpressAdapter();
  adapter.getInstance().set('json replacer', bigIntAsText);
  const app = await NestFactory.create(AppModule.register(options), adapter, { abortOnError: false });
  app.useGlobalPipes(new ValidationPipe({ whitelist: true, forbidNonWhitelisted: true, transform: true }));
  app.enableShutdownHooks();
  const documentation = new DocumentBuilder()
    .setTitle('Tenantry reference app')
    .setDescription(
      'A multi-tenant API whose Redis layer is @tenantry/redis. Authorize with an API key of a tenant.',
    )
    .addApiKey({ type: 'apiKey', name: 'x-api-key', in: 'header' }, 'api-key')
    .build();
  SwaggerModule.setup('docs', app, () => SwaggerModule.createDocument(app, documentation));
  return app;
}
