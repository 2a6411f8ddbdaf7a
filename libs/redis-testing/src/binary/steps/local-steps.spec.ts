import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { unpackedPackagesName } from '../unpacked-packages.js';
import { cachedBinaryStep } from './cached-binary.step.js';
import { configuredBinaryStep } from './configured-binary.step.js';
import { installedBinaryStep } from './installed-binary.step.js';
import { memoryServerStep } from './memory-server.step.js';

const silent = (): void => undefined;
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'binary-steps-'));
});
afterEach(async () => rm(folder, { recursive: true }));

/** A program that answers `--version` as a server does, or fails. */
async function program(name: string, version?: string): Promise<string> {
  const path = join(folder, name);
  await mkdir(dirname(path), { recursive: true });
  const reply = version === undefined ? 'exit 1' : `echo "Redis server v=${version} sha=00000000:0"`;
  await writeFile(path, `#!/bin/sh\n${reply}\n`);
  await chmod(path, 0o755);
  return path;
}

describe('configuredBinaryStep', () => {
  it('uses the program that REDIS_SERVER_BIN names', async () => {
    const path = await program('my-redis', '7.2.4');
    const found = await configuredBinaryStep({ REDIS_SERVER_BIN: path }).find(silent);
    expect(found).toMatchObject({ path, version: '7.2.4' });
  });

  it('refuses a wrong path, naming it', async () => {
    const step = configuredBinaryStep({ REDIS_SERVER_BIN: '/nowhere/redis-server' });
    await expect(step.find(silent)).rejects.toThrow('REDIS_SERVER_BIN is "/nowhere/redis-server"');
  });

  it('refuses a program that is no Redis server', async () => {
    await expect(configuredBinaryStep({ REDIS_SERVER_BIN: '/bin/ls' }).find(silent)).rejects.toThrow(
      '/bin/ls',
    );
  });

  it('steps aside where the variable is not set', async () => {
    expect(await configuredBinaryStep({}).find(silent)).toEqual({ reason: 'not set' });
  });
});

describe('installedBinaryStep', () => {
  it('finds redis-server on the path', async () => {
    const path = await program('bin/redis-server', '7.0.15');
    const step = installedBinaryStep({ path: `/nowhere${delimiter}${dirname(path)}`, extraFolders: [] });
    expect(await step.find(silent)).toMatchObject({ path, version: '7.0.15' });
  });

  it('finds valkey-server in a folder beside the path', async () => {
    const path = await program('brew/valkey-server', '8.1.1');
    const step = installedBinaryStep({ path: '', extraFolders: [dirname(path)] });
    expect(await step.find(silent)).toMatchObject({ path, version: '8.1.1' });
  });

  it('passes over a program that does not run, and says so', async () => {
    const broken = await program('broken/redis-server');
    const working = await program('bin/redis-server', '7.0.15');
    const lines: string[] = [];
    const path = [broken, working].map(dirname).join(delimiter);
    const found = await installedBinaryStep({ path, extraFolders: [] }).find((line) => lines.push(line));
    expect(found).toMatchObject({ path: working });
    expect(lines.join()).toContain(broken);
  });

  it('gives a reason where there is none', async () => {
    const found = await installedBinaryStep({ path: folder, extraFolders: [] }).find(silent);
    expect(found).toEqual({ reason: expect.stringContaining('no working redis-server') });
  });
});

describe('cachedBinaryStep', () => {
  it('finds the copy that was unpacked for this system, with the folders of its libraries', async () => {
    const name = await unpackedPackagesName();
    const path = await program(`${name}/usr/bin/redis-server`, '7.0.15');
    const libraries = join(folder, name, 'usr/lib/x86_64-linux-gnu');
    await mkdir(libraries, { recursive: true });
    const found = await cachedBinaryStep(['/nowhere', folder]).find(silent);
    expect(found).toMatchObject({ path, version: '7.0.15' });
    expect('env' in found && found.env['LD_LIBRARY_PATH']?.split(delimiter)).toContain(libraries);
  });

  it('takes a copy that does not run for none', async () => {
    await program(`${await unpackedPackagesName()}/usr/bin/redis-server`);
    expect(await cachedBinaryStep([folder]).find(silent)).toEqual({ reason: `none in ${folder}` });
  });
});

describe('memoryServerStep', () => {
  const packageWith = (getPath: () => Promise<string>) => async () => ({ RedisBinary: { getPath } });

  it('uses the server that the package makes', async () => {
    const path = await program('compiled', '7.4.0');
    const step = memoryServerStep(packageWith(async () => path));
    expect(await step.find(silent)).toMatchObject({ path, version: '7.4.0' });
  });

  it('gives the reason why the package cannot make one', async () => {
    const step = memoryServerStep(
      packageWith(async () => {
        throw new Error('make: not found\nmore');
      }),
    );
    expect(await step.find(silent)).toEqual({ reason: 'make: not found' });
  });

  it('steps aside where the package is not installed', async () => {
    const step = memoryServerStep(async () => {
      throw new Error("Cannot find package 'redis-memory-server'");
    });
    expect(await step.find(silent)).toEqual({ reason: "Cannot find package 'redis-memory-server'" });
  });
});
