import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { INestApplication } from '@nestjs/common';
import { RedisConnectionManager, type PoolAlias } from '@tenantry/redis';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { createApplication } from '../../../src/application.js';

describe('the reference app', () => {
  let folder: string;
  let app: INestApplication | undefined;
  const saved = { ...process.env };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tenantry-app-'));
  });
  afterAll(async () => rm(folder, { recursive: true }));
  afterEach(async () => {
    await app?.close();
    app = undefined;
    process.env = { ...saved };
  });

  async function infoOf(alias: string): Promise<string> {
    const pools = app?.get(RedisConnectionManager);
    return String(await pools?.client(alias as PoolAlias).call('CLIENT', ['INFO']));
  }

  it('passes its namespace on to the Redis module', async () => {
    const { hostname: host, port } = new URL(inject('redisUrl'));
    const databases = { main: { host, port: Number(port), db: 0 }, prompts: { db: 2 } };
    const file = join(folder, 'databases.yaml');
    await writeFile(file, JSON.stringify({ databases }));
    delete process.env['REDIS_URL'];
    Object.assign(process.env, { REDIS_APP_NAME: 'shop', REDIS_CONFIG_FILE: file });
    app = await createApplication();
    await app.init();
    expect(await infoOf('prompts')).toMatch(/ name=shop:prompts .* db=2 /);
    expect(await infoOf('user')).toMatch(/ name=shop:user .* db=11 /);
  });

  it('stops at a variable that means nothing', async () => {
    process.env['REDIS_COMMAND_TIMEOUT_MS'] = 'soon';
    await expect(createApplication({ redisUrl: inject('redisUrl') })).rejects.toThrow(
      /REDIS_COMMAND_TIMEOUT_MS/,
    );
    process.env['REDIS_COMMAND_TIMEOUT_MS'] = '0';
    await expect(createApplication({ redisUrl: inject('redisUrl') })).rejects.toThrow(
      /defaults\.commandTimeoutMs: expected an integer from 1 to 600000, got 0 \(options\)/,
    );
  });
});
