import { Inject, Injectable } from '@nestjs/common';
import { RedisConnectionManager, TenantRedis, TenantRepository } from '@tenantry/redis';

/** A repository of an application, as it should be. */
@Injectable()
export class VisitRepository extends TenantRepository {
  constructor(@Inject(TenantRedis) tenantRedis: TenantRedis) {
    super(tenantRedis);
  }

  async add(page: string, visitor: string): Promise<boolean> {
    const call = { operation: 'add', pool: 'default', key: this.key('visits', page) } as const;
    return this.execute(call, async (client) => (await client.pfadd(call.key, visitor)) === 1);
  }
}

/** Ways to break out of a tenant that get past a review. */
@Injectable()
export class LeakyRepository extends TenantRepository {
  constructor(
    @Inject(TenantRedis) tenantRedis: TenantRedis,
    @Inject(RedisConnectionManager) private readonly pools: RedisConnectionManager,
  ) {
    super(tenantRedis);
  }

  /** A key without its tenant. */
  async forgotten(id: string): Promise<void> {
    await this.client().incr(`visits:${id}`);
  }

  /** Only some ids are let out. */
  async unescaped(id: string): Promise<void> {
    await this.client().incr(id.includes(':') ? id : this.key('visits', id));
  }

  /** The script is given a proper key, and takes another. */
  async inScript(id: string): Promise<void> {
    const script = "redis.call('GET', KEYS[1]) return redis.call('GET', 'globex:secret')";
    await this.client().eval(script, 1, this.key('visits', id));
  }

  async everybody(id: string): Promise<void> {
    await this.client().call('SCAN', ['0', 'MATCH', `*:${id}`]);
    await this.client().get(this.key('visits', id));
  }

  async announced(id: string): Promise<void> {
    await this.client('pubsub').publish('news', id);
    await this.client().get(this.key('visits', id));
  }

  /** On a connection of its own, and silent about what goes wrong. */
  async swallowed(id: string): Promise<void> {
    await this.client().get(this.key('visits', id));
    await this.pools
      .withConnection('default', async (connection) => connection.incr('globex:list'))
      .catch(() => undefined);
  }

  async sorted(id: string): Promise<void> {
    await this.client().call('SORT', [this.key('ids', id), 'BY', 'globex:weight:*', 'GET', '#']);
  }

  async failing(id: string): Promise<void> {
    await this.client().get(this.key('visits', id));
    throw new Error('out of order');
  }

  async idle(): Promise<void> {
    await this.client().ping();
  }
}
