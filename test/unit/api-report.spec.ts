import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { REPOSITORY_ROOT } from './support/source-files.js';

const PROGRAM = join(REPOSITORY_ROOT, 'tools/release/api-report.mjs');

/** Compiling the declarations of all packages takes seconds, more of them on a busy machine. */
const TIMEOUT_MS = 240_000;

interface Outcome {
  readonly status: number | null;
  readonly output: string;
}

/** In a process of its own: it computes for seconds. */
async function apiReport(...options: readonly string[]): Promise<Outcome> {
  const child = spawn(process.execPath, [PROGRAM, ...options], { stdio: ['ignore', 'pipe', 'pipe'] });
  const chunks: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  }
  const status = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  return { status, output: Buffer.concat(chunks).toString() };
}

describe('the public surface of the packages', { timeout: TIMEOUT_MS }, () => {
  it('is the one in api/, has no `any`, and is documented', async () => {
    const { status, output } = await apiReport('--check');
    expect(status === 0 ? '' : output).toBe('');
  });
});

describe('the check of the public surface', { timeout: TIMEOUT_MS }, () => {
  let root: string;
  beforeAll(async () => {
    root = mkdtempSync(join(tmpdir(), 'tenantry-api-report-'));
    write(
      'tsconfig.json',
      JSON.stringify({ compilerOptions: { strict: true, module: 'nodenext', types: [] } }),
    );
    writeSources();
    const { status, output } = await apiReport('--root', root);
    if (status !== 0) throw new Error(output);
  }, TIMEOUT_MS);
  afterEach(writeSources);
  afterAll(() => rmSync(root, { recursive: true }));

  function writeSources(): void {
    write('libs/redis/package.json', manifestWith(['.', './extra']));
    write('libs/redis/src/index.ts', "export { Store } from './store.js';\n");
    write('libs/redis/src/extra/index.ts', "export { open } from './open.js';\n");
    write(
      'libs/redis/src/extra/open.ts',
      "import { Store } from '../store.js';\n/** Opens one. */\nexport const open = (): Store => new Store();\n",
    );
    write('libs/redis/src/options.ts', 'export interface Options { name?: string }\n');
    write('libs/redis/src/store.ts', storeWith('get(key: string): string | null { return key; }'));
  }

  function manifestWith(subpaths: readonly string[]): string {
    const entries = subpaths.map((subpath) => [
      subpath,
      { types: `${subpath.replace('.', './dist')}/index.d.ts` },
    ]);
    return JSON.stringify({ name: '@example/redis', type: 'module', exports: Object.fromEntries(entries) });
  }

  function write(path: string, text: string): void {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }

  function storeWith(member: string): string {
    return `import type { Options } from './options.js';
/** A store. */
export class Store {
  /** @param options its options */
  open(options: Options): void { void options; }
  /** A value. */
  ${member}
}
`;
  }

  it('writes a report for each entry point, without what users cannot reach', () => {
    const main = readFileSync(join(root, 'api/redis.api.md'), 'utf8');
    expect(main).toContain('get(key: string): string | null;');
    expect(main).toMatch(/## Mentioned by these, not exported[^]*interface Options/);
    const extra = readFileSync(join(root, 'api/redis.extra.api.md'), 'utf8');
    expect(extra).toMatch(/- @example\/redis: Store$/m);
    expect(extra).not.toContain('class Store');
  });

  it('shows what changed', async () => {
    write(
      'libs/redis/src/store.ts',
      storeWith('get(key: string | Buffer): string | null { return `${key}`; }'),
    );
    const { status, output } = await apiReport('--check', '--root', root);
    expect(status).toBe(1);
    expect(output).toMatch(/^-\s+get\(key: string\): string \| null;$/m);
    expect(output).toMatch(/^\+\s+get\(key: string \| Buffer\): string \| null;$/m);
  });

  it('sees a change of a type that is only mentioned', async () => {
    write('libs/redis/src/options.ts', 'export interface Options { name: string }\n');
    expect(await apiReport('--check', '--root', root)).toMatchObject({ status: 1 });
  });

  it('sees an entry point that is gone', async () => {
    write('libs/redis/package.json', manifestWith(['.']));
    const { status, output } = await apiReport('--check', '--root', root);
    expect(status).toBe(1);
    expect(output).toContain('redis.extra.api.md');
  });

  it('passes over what users cannot reach', async () => {
    write(
      'libs/redis/src/store.ts',
      storeWith(
        'get(key: string): string | null { return this.secret(key); }\n  private secret = (key: any) => key;',
      ),
    );
    expect(await apiReport('--check', '--root', root)).toMatchObject({ status: 0 });
  });

  it('refuses declarations that mention what `@internal` removes', async () => {
    write(
      'libs/redis/src/store.ts',
      storeWith('get(key: string): string | null { return key; }\n  /** @internal */ hidden = true;') +
        "/** Part of a store. */\nexport type Part = Pick<Store, 'hidden'>;\n",
    );
    write('libs/redis/src/index.ts', "export { Store, type Part } from './store.js';\n");
    const { status, output } = await apiReport('--check', '--root', root);
    expect(status).toBe(1);
    expect(output).toMatch(/users cannot compile: .*store\.d\.ts:\d+: Type '"hidden"' does not satisfy/);
  });

  it('refuses `any`, and names without TSDoc', async () => {
    write(
      'libs/redis/src/store.ts',
      storeWith('get(key: any): string | null { return key; }\n  undocumented(): void {}'),
    );
    const { status, output } = await apiReport('--check', '--root', root);
    expect(status).toBe(1);
    expect(output).toContain('`any` is public: @example/redis: Store: get(key: any): string | null;');
    expect(output).toContain('public without TSDoc: @example/redis: Store.undocumented');
  });
});
