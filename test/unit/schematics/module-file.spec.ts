import typescript from 'typescript';
import { describe, expect, it } from 'vitest';
import { withEntries, type ModuleEntry } from '../../../libs/redis/src/schematics/module-file.js';

const REDIS: ModuleEntry = {
  list: 'imports',
  symbol: { name: 'RedisModule', from: '@tenantry/redis', otherwise: 'TenantryRedisModule' },
  code: (local, { quote }) => `${local}.forRoot({ appName: ${quote}shop${quote} })`,
};
const OWN: ModuleEntry = {
  list: 'providers',
  symbol: { name: 'Reminders', from: './reminders', otherwise: 'OtherReminders' },
  code: (local) => local,
};

function add(text: string, entries: readonly ModuleEntry[] = [REDIS], className?: string): string {
  return withEntries(typescript, { path: 'src/app.module.ts', text, className, extension: '' }, entries);
}

const HEAD = `import { Module } from '@nestjs/common';\n`;
const ADDED = `import { RedisModule } from '@tenantry/redis';\n`;
const ENTRY = `RedisModule.forRoot({ appName: 'shop' })`;

/** What stands in the decorator, before and after. */
const STYLES: readonly (readonly [string, string, string])[] = [
  ['no metadata', '{}', `{\n  imports: [${ENTRY}],\n}`],
  ['an empty list', '{ imports: [] }', `{ imports: [${ENTRY}] }`],
  ['one line', '{ imports: [A, B], providers: [C] }', `{ imports: [A, B, ${ENTRY}], providers: [C] }`],
  ['one line without imports', '{ providers: [C] }', `{ imports: [${ENTRY}], providers: [C] }`],
  [
    'several lines',
    '{\n  imports: [\n    A,\n    B,\n  ],\n}',
    `{\n  imports: [\n    A,\n    B,\n    ${ENTRY},\n  ],\n}`,
  ],
  [
    'no trailing comma',
    '{\n  imports: [\n    A,\n    B\n  ]\n}',
    `{\n  imports: [\n    A,\n    B,\n    ${ENTRY}\n  ]\n}`,
  ],
  [
    'several lines without imports',
    '{\n\tproviders: [C],\n}',
    `{\n\timports: [${ENTRY}],\n\tproviders: [C],\n}`,
  ],
  ['a list of a name', '{ imports: FEATURES }', `{ imports: [...FEATURES, ${ENTRY}] }`],
  ['a shorthand', '{ imports }', `{ imports: [...imports, ${ENTRY}] }`],
  ['a quoted name', `{ 'imports': [A] }`, `{ 'imports': [A, ${ENTRY}] }`],
  ['a spread entry', '{ imports: [...A, B] }', `{ imports: [...A, B, ${ENTRY}] }`],
  [
    'a call as the last entry',
    '{ imports: [A.forRoot({ a: [1] })] }',
    `{ imports: [A.forRoot({ a: [1] }), ${ENTRY}] }`,
  ],
];

describe('withEntries', () => {
  it.each(STYLES)('adds to a module with %s, once', (_style, before, after) => {
    const result = add(`${HEAD}\n@Module(${before})\nexport class AppModule {}\n`);
    expect(result).toBe(`${HEAD}${ADDED}\n@Module(${after})\nexport class AppModule {}\n`);
    expect(add(result)).toBe(result);
  });

  it('writes as the file is written', () => {
    const text = `import { Module } from "@nestjs/common"\nimport { A } from "./a.js"\r\n@Module({ imports: [A] })\r\nclass AppModule {}\r\n`;
    const result = add(text, [REDIS, OWN]);
    expect(result).toContain(
      `import { RedisModule } from "@tenantry/redis"\r\nimport { Reminders } from "./reminders.js"\r\n`,
    );
    expect(result).toContain(`RedisModule.forRoot({ appName: "shop" })`);
  });

  it('calls it something else where the name is taken', () => {
    const text = `${HEAD}import { RedisModule } from 'another-redis';\n@Module({ imports: [RedisModule] })\nclass AppModule {}\n`;
    const result = add(text);
    expect(result).toContain(`import { RedisModule as TenantryRedisModule } from '@tenantry/redis';`);
    expect(result).toContain(`[RedisModule, TenantryRedisModule.forRoot(`);
    expect(add(result)).toBe(result);
  });

  it('uses a name that the file imports already', () => {
    const text = `${HEAD}import { RedisModule as R } from '@tenantry/redis';\n@Module({})\nclass AppModule {}\n`;
    expect(add(text)).toContain(`imports: [R.forRoot(`);
  });

  it('chooses the module that is started, where a file has several', () => {
    const text = `${HEAD}@Module({ imports: [A] })\nclass Feature {}\n@Module({})\nclass AppModule {}\n`;
    expect(add(text, [REDIS], 'AppModule')).toMatch(/Feature \{\}\n@Module\(\{\n {2}imports: \[RedisModule/);
    expect(() => add(text)).toThrow(/several modules \(Feature, AppModule\).*--module/);
  });

  it.each([
    ['class AppModule {}', /no class with @Module/],
    ['@Module(METADATA)\nclass AppModule {}', /AppModule in src\/app\.module\.ts.*by hand/],
    ['@Module()\nclass AppModule {}', /by hand/],
    ['@Module({ ...BASE })\nclass AppModule {}', /spread from elsewhere.*by hand/],
    ['@Module({ imports: A.concat(B) })\nclass AppModule {}', /made by code.*RedisModule\.forRoot.*by hand/],
    ['@Module({ get imports() { return []; } })\nclass AppModule {}', /made by code/],
  ])('refuses %s', (text, message) => {
    expect(() => add(HEAD + text)).toThrow(message);
  });

  it('leaves what compiles compiling', () => {
    for (const [, before] of STYLES) {
      const result = add(`${HEAD}\n@Module(${before})\nexport class AppModule {}\n`, [REDIS, OWN]);
      const { diagnostics } = typescript.transpileModule(result, {
        reportDiagnostics: true,
        compilerOptions: { target: typescript.ScriptTarget.ES2022, experimentalDecorators: true },
      });
      expect(diagnostics).toEqual([]);
    }
  });
});
