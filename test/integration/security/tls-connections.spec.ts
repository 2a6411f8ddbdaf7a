import { Module, type INestApplicationContext } from '@nestjs/common';
import {
  OnChannelMessage,
  OnExpire,
  RedisConnectionManager,
  RedisTenants,
  type ChannelMessage,
  type ExpiryEvent,
} from '@tenantry/redis';
import { RedisHealthIndicator, RedisHealthModule } from '@tenantry/redis/health';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CertificateAuthority } from '../../../libs/redis-testing/src/tls/certificate-authority.js';
import { functionHandler } from '../../support/function-handler.js';
import { startModuleApp } from '../../support/module-app.js';
import { uniqueName } from '../../support/unique-name.js';
import { tlsDeployments, type RunningTlsDeployment } from './tls-deployments.js';

@Module({})
class TlsAppModule {}

/** Names of all connections to a server, asked for on its Unix socket: its port takes nothing but TLS. */
async function connectionNames(deployment: RunningTlsDeployment): Promise<Set<string>> {
  const lists = await Promise.all(
    deployment.servers.map(async ({ socketPath }) => {
      const admin = new Redis({ path: socketPath, enableReadyCheck: false });
      try {
        return String(await admin.client('LIST'));
      } finally {
        admin.disconnect();
      }
    }),
  );
  return new Set([...lists.join('\n').matchAll(/ name=(\S+)/g)].map(([, name]) => name ?? ''));
}

describe.each(tlsDeployments)('TLS with certificates on both sides, on $name', (topology) => {
  const authority = new CertificateAuthority();
  const appName = uniqueName('tls');
  const tenant = uniqueName('acme');
  const prefix = topology.name === 'cluster' ? `{${tenant}}:` : `${tenant}:`;
  const expired: string[] = [];
  const messages: unknown[] = [];
  let deployment: RunningTlsDeployment;
  let app: INestApplicationContext;
  let pools: RedisConnectionManager;

  beforeAll(async () => {
    deployment = await topology.start({ authority, authClients: 'yes' });
    app = await startModuleApp(TlsAppModule, {
      imports: [RedisHealthModule],
      providers: [
        functionHandler(OnExpire('remind'), ({ identifier }: ExpiryEvent) => expired.push(identifier)),
        functionHandler(OnChannelMessage('orders'), ({ value }: ChannelMessage) => messages.push(value)),
      ],
      redis: {
        appName,
        defaults: {
          ...deployment.pool,
          tls: { ca: authority.ca, ...authority.issue({ name: 'app', hosts: [] }) },
        },
      },
    });
    pools = app.get(RedisConnectionManager);
  });
  afterAll(async () => {
    await app.close();
    await deployment.stop();
  });

  it('is spoken by the shared connections of every pool', async () => {
    await Promise.all(pools.aliases().map(async (alias) => pools.client(alias).ping()));
    const { users } = app.get(RedisTenants).for(tenant);
    await users.upsert('u1', { name: 'Alice' });
    expect(await users.get('u1')).toEqual({ name: 'Alice' });
  });

  it('is spoken by dedicated connections', async () => {
    const key = `${prefix}counter`;
    const next = async () =>
      pools.watch('default', key, async (connection, transaction) => {
        transaction.set(key, Number(await connection.get(key)) + 1);
      });
    await next();
    await next();
    expect(await pools.client('default').get(key)).toBe('2');
    expect(await connectionNames(deployment)).toContain(`${appName}:default:dedicated`);
  });

  it('is spoken by those of pub/sub', async () => {
    const { publisher, subscriber } = app.get(RedisTenants).for(tenant);
    await publisher.publish('orders', 'to the handler');
    await expect.poll(() => messages).toEqual(['to the handler']);
    const sharded = subscriber.subscribe('events', { sharded: true });
    await sharded.ready();
    expect(await publisher.publish('events', 'sharded', { sharded: true })).toBe(1);
    const { value } = await sharded[Symbol.asyncIterator]().next();
    expect(value).toMatchObject({ value: 'sharded' });
    const names = [...(await connectionNames(deployment))];
    expect(names).toContainEqual(expect.stringMatching(`^${appName}:pubsub:(subscriber|.*own|.*shard)`));
    sharded.close();
  });

  it('is spoken by those that listen for keys that expire', async () => {
    const { triggers } = app.get(RedisTenants).for(tenant);
    await triggers.set('remind', 'own', 0.05);
    await pools.client('expiry').psetex(`${prefix}EXPTRIGGER:remind:foreign`, 50, '');
    await expect.poll(() => expired.toSorted()).toEqual(['foreign', 'own']);
    expect(await connectionNames(deployment)).toContain(`${appName}:expiry:keyspace`);
  });

  it('is spoken by health checks', async () => {
    const { redis } = await app.get(RedisHealthIndicator).pools('redis');
    expect(redis.status).toBe('up');
    expect(Object.values(redis.pools).map(({ status }) => status)).toEqual(pools.aliases().map(() => 'up'));
  });
});
