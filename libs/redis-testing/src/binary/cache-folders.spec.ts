import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cacheFolders, firstWritable } from './cache-folders.js';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cache-folders-'));
});
afterEach(async () => rm(folder, { recursive: true }));

describe('cacheFolders', () => {
  it('prefers the nearest node_modules above, and ends with the cache of the user', async () => {
    const from = join(folder, 'libs', 'redis-testing', 'src');
    await mkdir(from, { recursive: true });
    await mkdir(join(folder, 'node_modules'));
    const folders = cacheFolders(from, { XDG_CACHE_HOME: '/home/someone/.cache' });
    expect(folders[0]).toBe(join(folder, 'node_modules', '.cache', 'tenantry-redis'));
    expect(folders).toHaveLength(2);
    expect(folders[1]).toMatch(/tenantry-redis$/);
  });

  it('has only the cache of the user where there is no node_modules', () => {
    expect(cacheFolders('/')).toHaveLength(1);
  });
});

describe('firstWritable', () => {
  it('passes over a folder that cannot be made', async () => {
    const file = join(folder, 'file');
    await writeFile(file, '');
    expect(await firstWritable([join(file, 'below'), join(folder, 'new')])).toBe(join(folder, 'new'));
    expect(await firstWritable([join(file, 'below')])).toBeUndefined();
  });
});
