import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { uniqueName } from '../../support/unique-name.js';
import { buildPackage } from './built-package.js';
import { GeneratedApp } from './generated-app.js';

const TIMEOUT_MS = 180_000;

/** Starts the application, sets a reminder, and ends when its handler has logged it. */
const DRIVER = `
import { NestFactory } from '@nestjs/core';
const { AppModule } = await import('./dist/app.module.js');
const { RemindersService } = await import('./dist/reminders/reminders.service.js');
const app = await NestFactory.createApplicationContext(AppModule);
await app.get(RemindersService).remind(process.env.TENANT, 'ann', 0.1, 'buy milk');
const said = process.stdout.write.bind(process.stdout);
await new Promise((resolve) => {
  process.stdout.write = (text, ...rest) => {
    if (String(text).includes('remind ann')) resolve();
    return said(text, ...rest);
  };
});
await app.close();
`;

async function generateMore(app: GeneratedApp): Promise<void> {
  await app.nest('generate', '--collection', '@tenantry/redis', 'handler', 'mails/welcome');
  await app.nest('generate', '--collection', '@tenantry/redis', 'repository', 'orders');
  expect(await app.read('src/app.module.ts')).toContain('WelcomeHandler, OrdersRepository]');
}

describe('nest add @tenantry/redis', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tenantry-schematics-'));
  const library = join(folder, 'library');

  beforeAll(async () => buildPackage(library), TIMEOUT_MS);
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each(['esm', 'cjs'] as const)(
    'makes a new %s application run its first trigger, and changes nothing the second time',
    async (type) => {
      // The namespace of its triggers.
      const name = uniqueName(`shop-${type}`);
      const app = await GeneratedApp.create(folder, name, type, library);
      await app.nest('add', '@tenantry/redis', '--skip-install');
      const once = await app.files();
      expect(await app.read('src/app.module.ts')).toContain(`RedisModule.forRoot({ appName: '${name}' })`);
      await app.nest('add', '@tenantry/redis', '--skip-install');
      expect(await app.files()).toEqual(once);
      if (type === 'esm') await generateMore(app);
      await app.nest('build');
      await app.write('driver.mjs', DRIVER);
      const tenant = uniqueName('acme');
      const output = await app.node(['driver.mjs'], { REDIS_URL: inject('redisUrl'), TENANT: tenant });
      expect(output).toContain(`${tenant}: remind ann: buy milk`);
    },
    TIMEOUT_MS,
  );

  it(
    'says why it cannot change an application, and changes nothing',
    async () => {
      const app = await GeneratedApp.create(folder, 'odd', 'esm', library);
      const module = await app.read('src/app.module.ts');
      await app.write(
        'src/app.module.ts',
        module.replace(/@Module\(\{[\s\S]*?\}\)/, 'const META = {};\n@Module(META)'),
      );
      const before = await app.files();
      await expect(app.nest('add', '@tenantry/redis', '--skip-install')).rejects.toThrow(
        /The metadata of AppModule in src\/app\.module\.ts are not written in @Module.*by hand/,
      );
      expect(await app.files()).toEqual(before);
    },
    TIMEOUT_MS,
  );
});
