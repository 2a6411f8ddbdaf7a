import { NestFactory } from '@nestjs/core';
import { RedisConnectionManager, RedisModule, RedisTenants } from '@tenantry/redis';
import { startCluster, type RedisCluster } from '@tenantry/redis-testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { INestApplicationContext } from '@nestjs/common';
import { INDEXED_FIELDS, REPOSITORY_CALLS } from '../../isolation/repository-calls.js';
import { uniqueName } from '../../support/unique-name.js';
import { ask } from './replicated-deployments.js';

describe('keys that are used together in a cluster', () => {
  let cluster: RedisCluster;
  let app: INestApplicationContext;

  beforeAll(async () => {
    cluster = await startCluster();
    const nodes = cluster.nodes.map(({ host, port }) => ({ host, port }));
    app = await NestFactory.createApplicationContext(
      RedisModule.forRoot({ env: false, indexes: INDEXED_FIELDS, defaults: { topology: 'cluster', nodes } }),
      { logger: ['error', 'warn'], abortOnError: false },
    );
  });
  afterAll(async () => {
    await app.close();
    await cluster.stop();
  });

  /**
   * Commands that the nodes have refused, or that failed, but for those of a connection's beginning, and scripts that a
   * node did not know yet.
   */
  async function failedCommands(): Promise<string[]> {
    const failed = await Promise.all(
      cluster.nodes.map(async (node) => {
        const text = await ask(node, async (admin) => admin.info('all'));
        const unknownScripts = Number(/errorstat_NOSCRIPT:count=(\d+)/.exec(text)?.[1] ?? 0);
        const stats = text.matchAll(/^cmdstat_(\S+):.*rejected_calls=(\d+),failed_calls=(\d+)/gm);
        return [...stats].flatMap(([, name = '', rejected, failures]) => {
          const usual = name === 'evalsha' ? unknownScripts : 0;
          const isHandshake = name.startsWith('client') || name === 'hello';
          return Number(rejected) + Number(failures) > usual && !isHandshake ? [name] : [];
        });
      }),
    );
    return failed.flat();
  }

  it('are in one slot, whatever a repository does', async () => {
    const tenants = app.get(RedisTenants);
    const calls = Object.values(REPOSITORY_CALLS).flatMap((each) => Object.values(each));
    expect(calls.length).toBeGreaterThan(100);
    for (const node of cluster.nodes) await ask(node, async (admin) => admin.config('RESETSTAT'));
    for (const tenant of Array.from({ length: 12 }, () => uniqueName('acme'))) {
      for (const call of calls) await call(tenants.for(tenant), 'u1');
    }
    expect(await failedCommands()).toEqual([]);
  });

  it('are the concern of their caller alone if they are not', async () => {
    const client = app.get(RedisConnectionManager).client('default');
    const names = Array.from({ length: 20 }, () => uniqueName('own'));
    const scattered = client.del(uniqueName('a'), uniqueName('b'), uniqueName('c')).then(
      () => 'done',
      (error: Error) => error.message,
    );
    const others = await Promise.all(names.map(async (name) => client.set(name, 'value', 'EX', 60)));
    expect(others.every((reply) => reply === 'OK')).toBe(true);
    expect(await scattered).toMatch(/CROSSSLOT/);
    expect(await failedCommands()).toContain('del');
  });
});
