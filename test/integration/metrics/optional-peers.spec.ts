import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../../..', import.meta.url));

/** Entry points, and the optional peer each of them needs. */
const ENTRIES = [
  { entry: '@tenantry/redis/health', peer: '@nestjs/terminus' },
  { entry: '@tenantry/redis/metrics/prometheus', peer: 'prom-client' },
  { entry: '@tenantry/redis/metrics/opentelemetry', peer: '@opentelemetry/api' },
];

describe('The published package', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tenantry-pack-'));
    await packInto(folder);
    await linkPackages(folder, (name) => !name.startsWith('@tenantry/') && !isOptional(name));
  });
  afterAll(async () => rm(folder, { recursive: true, force: true }));

  /** Names of what an entry point exports, in a process of its own. */
  async function namesOf(entry: string): Promise<string[]> {
    const code = `import 'reflect-metadata'; console.log(Object.keys(await import('${entry}')).join())`;
    const { stdout } = await run(process.execPath, ['--input-type=module', '-e', code], { cwd: folder });
    return stdout.trim().split(',');
  }

  it('needs none of the optional peers', async () => {
    expect(await namesOf('@tenantry/redis')).toEqual(
      expect.arrayContaining(['RedisModule', 'UserRepository']),
    );
  });

  it.each(ENTRIES)('loads $peer in $entry only', async ({ entry, peer }) => {
    await expect(namesOf(entry)).rejects.toThrow(new RegExp(`Cannot find package '${peer}'`));
    await linkPackages(folder, (name) => name === peer);
    expect((await namesOf(entry)).length).toBeGreaterThan(0);
  });
});

/** Builds the library, packs it and unpacks it where npm would. */
async function packInto(folder: string): Promise<void> {
  const source = join(folder, 'source');
  await cp(join(root, 'libs/redis/package.json'), join(source, 'package.json'));
  const compiler = join(root, 'node_modules/typescript/bin/tsc');
  const project = join(root, 'libs/redis/tsconfig.lib.json');
  await run(process.execPath, [compiler, '-p', project, '--outDir', join(source, 'dist')]);
  const { stdout } = await run('npm', ['pack', '--offline', '--silent'], { cwd: source });
  const target = join(folder, 'node_modules/@tenantry/redis');
  await mkdir(target, { recursive: true });
  await run('tar', ['-xzf', join(source, stdout.trim()), '-C', target, '--strip-components=1']);
}

/** Makes packages of this repository's `node_modules` available, without a network. */
async function linkPackages(folder: string, isWanted: (name: string) => boolean): Promise<void> {
  const modules = join(root, 'node_modules');
  const names = (await readdir(modules)).filter((name) => !name.startsWith('.'));
  const packages = await Promise.all(
    names.map(async (name) =>
      name.startsWith('@') ? (await readdir(join(modules, name))).map((each) => `${name}/${each}`) : [name],
    ),
  );
  await Promise.all(
    packages
      .flat()
      .filter(isWanted)
      .map(async (name) => {
        const target = join(folder, 'node_modules', name);
        await mkdir(dirname(target), { recursive: true });
        await symlink(join(modules, name), target);
      }),
  );
}

function isOptional(name: string): boolean {
  return ENTRIES.some(({ peer }) => peer === name);
}
