import { ValidationPipe, type INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import { AppModule, type AppModuleOptions } from './app.module.js';

/** The application as it runs in production, not listening yet. */
export async function createApplication(options: AppModuleOptions = {}): Promise<INestApplication> {
  const adapter = new ExpressAdapter();
  // JSON has no integers beyond 2^53; as text they lose nothing.
  adapter
    .getInstance()
    .set('json replacer', (_key: string, value: unknown) =>
      typeof value === 'bigint' ? value.toString() : value,
    );
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
