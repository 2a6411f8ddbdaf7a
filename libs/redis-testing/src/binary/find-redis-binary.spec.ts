import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findRedisBinary, findSibling, redisServerBinary } from './find-redis-binary.js';
import { verifyServer } from './server-version.js';

describe('redisServerBinary', () => {
  it('names a server that runs, and looks for it only once', async () => {
    const server = await redisServerBinary();
    expect(await verifyServer(server)).toEqual(server);
    expect(await redisServerBinary()).toBe(server);
    expect(await findRedisBinary('redis-server')).toBe(server);
  });
});

describe('findSibling', () => {
  const env = { LD_LIBRARY_PATH: '/private/lib' };
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'siblings-'));
    await writeFile(join(folder, 'valkey-server'), '', { mode: 0o755 });
  });
  afterEach(async () => rm(folder, { recursive: true }));

  it('finds a program beside the server, with the same environment', async () => {
    await writeFile(join(folder, 'redis-cli'), '', { mode: 0o755 });
    const found = await findSibling({ path: join(folder, 'valkey-server'), env }, 'redis-cli');
    expect(found).toEqual({ path: join(folder, 'redis-cli'), env });
  });

  it('finds it under its Valkey name, and beside what the server is a link to', async () => {
    await writeFile(join(folder, 'valkey-benchmark'), '', { mode: 0o755 });
    await mkdir(join(folder, 'bin'));
    await symlink('../valkey-server', join(folder, 'bin', 'redis-server'));
    const found = await findSibling({ path: join(folder, 'bin', 'redis-server'), env }, 'redis-benchmark');
    expect(found?.path).toMatch(/valkey-benchmark$/);
  });

  it('is undefined where the installation does not have it', async () => {
    expect(
      await findSibling({ path: join(folder, 'valkey-server'), env }, 'redis-benchmark'),
    ).toBeUndefined();
  });
});
