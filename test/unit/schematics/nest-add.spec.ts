import { join } from 'node:path';
import { Tree, type Rule } from '@angular-devkit/schematics';
import { SchematicTestRunner } from '@angular-devkit/schematics/testing/index.js';
import { lastValueFrom } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { handler, repository } from '../../../libs/redis/src/schematics/generate.js';
import { nestAdd } from '../../../libs/redis/src/schematics/nest-add.js';

const COLLECTION = join(import.meta.dirname, '../../../libs/redis/schematics/collection.json');

const MODULE = `import { Module } from '@nestjs/common';\n\n@Module({})\nexport class AppModule {}\n`;
const MAIN = `import { NestFactory } from '@nestjs/core';\nimport { AppModule } from './app.module';\nvoid NestFactory.create(AppModule);\n`;
const MANIFEST = `{\n    "name": "@acme/shop",\n    "dependencies": { "zlib": "1", "ioredis": "5.0.0" }\n}\n`;

/** A project of these files. */
function project(files: Readonly<Record<string, string>>): Tree {
  const tree = Tree.empty();
  for (const [path, text] of Object.entries({ 'package.json': MANIFEST, ...files })) tree.create(path, text);
  return tree;
}

async function run(rule: Rule, tree: Tree): Promise<Tree> {
  return lastValueFrom(new SchematicTestRunner('tenantry', COLLECTION).callRule(rule, tree));
}

/** Every file and its text. */
function filesOf(tree: Tree): Record<string, string> {
  const files: Record<string, string> = {};
  tree.visit((path) => {
    files[path] = tree.readText(path);
  });
  return files;
}

describe('nest add', () => {
  it('adds module, example, variables and packages, and the second time nothing', async () => {
    const once = filesOf(
      await run(nestAdd({}), project({ 'src/app.module.ts': MODULE, 'src/main.ts': MAIN })),
    );
    expect(Object.keys(once).toSorted()).toEqual([
      '/.env.example',
      '/package.json',
      '/src/app.module.ts',
      '/src/main.ts',
      '/src/reminders/reminder.handler.ts',
      '/src/reminders/reminders.module.ts',
      '/src/reminders/reminders.service.ts',
    ]);
    expect(once['/src/app.module.ts']).toContain(
      `imports: [RedisModule.forRoot({ appName: 'shop' }), RemindersModule]`,
    );
    expect(once['/.env.example']).toMatch(/^REDIS_URL=/m);
    const manifest: { dependencies: Record<string, string> } = JSON.parse(once['/package.json'] ?? '');
    // What is there stays, whatever its version.
    expect(manifest.dependencies).toMatchObject({
      '@tenantry/redis': expect.stringMatching(/^\^\d/),
      ioredis: '5.0.0',
      rxjs: expect.any(String),
    });
    expect(Object.keys(manifest.dependencies)).toEqual(Object.keys(manifest.dependencies).toSorted());
    expect(manifest.dependencies).not.toHaveProperty('prom-client');
    expect(once['/package.json']).toMatch(/^\{\n {4}"name"/);
    const again = await run(nestAdd({}), project(withoutSlash(once)));
    expect(filesOf(again)).toEqual(once);
  });

  it('overwrites nothing that somebody has changed', async () => {
    const files = {
      'src/app.module.ts': MODULE,
      'src/reminders/reminder.handler.ts': '// mine',
      '.env.example': 'PORT=3000\n#REDIS_URL=',
    };
    const result = filesOf(await run(nestAdd({}), project(files)));
    expect(result['/src/reminders/reminder.handler.ts']).toBe('// mine');
    expect(result['/.env.example']).toBe(files['.env.example']);
  });

  it('leaves the root module alone where another module imports it', async () => {
    const data = `import { RedisModule } from '@tenantry/redis';\n@Module({ imports: [RedisModule.forRootAsync({})] })\nclass Data {}\n`;
    const files = { 'src/app.module.ts': MODULE, 'src/data.module.ts': data };
    const result = filesOf(await run(nestAdd({ skipExample: true }), project(files)));
    expect(result['/src/app.module.ts']).toBe(MODULE);
  });

  it('finds the module that main.ts starts, in whatever file it is', async () => {
    const main = `import { NestFactory } from '@nestjs/core';\nimport { ShopModule } from './modules/index.js';\nasync function start() { await NestFactory.createMicroservice(ShopModule, {}); }\nvoid start();\n`;
    const files = {
      'apps/shop/main.ts': main,
      'apps/shop/modules/index.ts': MODULE.replace('AppModule', 'ShopModule'),
    };
    const result = filesOf(await run(nestAdd({ sourceRoot: 'apps/shop' }), project(files)));
    expect(result['/apps/shop/modules/index.ts']).toContain(`from '../reminders/reminders.module'`);
    expect(result).toHaveProperty(['/apps/shop/reminders/reminders.module.ts']);
  });

  it('takes the folder of the sources from nest-cli.json, and writes imports as ES modules need them', async () => {
    const files = {
      'package.json': '{ "type": "module" }',
      'nest-cli.json': '{ "sourceRoot": "server" }',
      'server/app.module.ts': MODULE,
    };
    const result = filesOf(await run(nestAdd({}), project(files)));
    expect(result['/server/app.module.ts']).toContain(`from './reminders/reminders.module.js'`);
    expect(result['/server/reminders/reminders.module.ts']).toContain(`from './reminder.handler.js'`);
  });

  it.each([
    ['no root module', {}, {}, /root module was not found.*--module/],
    [
      'a root module that is absent',
      { module: 'src/other' },
      {},
      /no file src\/other\.ts, which --module names/,
    ],
    ['metadata elsewhere', {}, { 'src/app.module.ts': MODULE.replace('{}', 'META') }, /by hand/],
    [
      'a package.json that is none',
      {},
      { 'package.json': '{', 'src/app.module.ts': MODULE },
      /not valid JSON/,
    ],
  ])('refuses %s, and changes nothing', async (_what, options, files, message) => {
    const tree = project(files);
    const before = filesOf(tree);
    await expect(run(nestAdd(options), tree)).rejects.toThrow(message);
    expect(filesOf(tree)).toEqual(before);
  });
});

describe('A generator', () => {
  const app = { 'src/app.module.ts': MODULE };

  it('provides it by the module that is named, with or without the ending of its file', async () => {
    const files = { ...app, 'src/mails/mails.module.ts': MODULE.replace('AppModule', 'MailsModule') };
    for (const module of ['src/mails/mails.module', 'src/mails/mails.module.ts']) {
      const result = filesOf(await run(handler({ name: 'welcome', module }), project(files)));
      expect(result['/src/mails/mails.module.ts']).toContain('providers: [WelcomeHandler]');
      expect(result['/src/app.module.ts']).toBe(MODULE);
    }
    await expect(run(handler({ name: 'welcome', module: 'src/other' }), project(files))).rejects.toThrow(
      /no file src\/other\.ts, which --module names/,
    );
  });

  it('makes a handler, provided by the nearest module', async () => {
    const files = { ...app, 'src/mails/mails.module.ts': MODULE.replace('AppModule', 'MailsModule') };
    const result = filesOf(await run(handler({ name: 'mails/welcome/sendWelcome' }), project(files)));
    expect(result['/src/mails/welcome/send-welcome.handler.ts']).toMatch(
      /@OnExpire\('send_welcome'\)\n {2}async sendWelcome\(event: ExpiryEvent\)/,
    );
    expect(result['/src/mails/mails.module.ts']).toContain('providers: [SendWelcomeHandler]');
    expect(result['/src/mails/mails.module.ts']).toContain(`from './welcome/send-welcome.handler'`);
    expect(result['/src/app.module.ts']).toBe(MODULE);
  });

  it('makes a repository, the second time nothing, and overwrites none', async () => {
    const once = filesOf(await run(repository({ name: 'orders' }), project(app)));
    expect(once['/src/orders.repository.ts']).toContain('class OrdersRepository extends HashRepository');
    expect(filesOf(await run(repository({ name: 'Orders' }), project(withoutSlash(once))))).toEqual(once);
    const changed = { ...withoutSlash(once), 'src/orders.repository.ts': '// mine' };
    await expect(run(repository({ name: 'orders' }), project(changed))).rejects.toThrow(/not overwritten/);
  });

  it.each([
    ['1st', {}, /begin with a letter/],
    ['../../etc/x y', {}, /begin with a letter/],
    ['a', { module: 'src/none.module.ts' }, /--module names/],
  ])('refuses %s', async (name, options, message) => {
    await expect(run(handler({ name, ...options }), project(app))).rejects.toThrow(message);
  });
});

function withoutSlash(files: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(files).map(([path, text]) => [path.slice(1), text]));
}
