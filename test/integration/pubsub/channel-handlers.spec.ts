import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable, Scope, type Type } from '@nestjs/common';
import { RedisTenants, TenantContext, UserRepository } from '@tenantry/redis';
import { IsInt } from 'class-validator';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { parseTenantId } from '../../../libs/redis/src/context/tenant-id.js';
import type { ChannelMessageEvent } from '../../../libs/redis/src/messaging/channel-message-event.js';
import { OnChannelMessage } from '../../../libs/redis/src/messaging/on-channel-message.decorator.js';
import type { OnChannelMessageOptions } from '../../../libs/redis/src/messaging/on-channel-message.options.js';
import type { ChannelSelector } from '../../../libs/redis/src/pubsub/subscribe-options.js';
import { topologies } from '../../support/topologies.js';
import { uniqueName } from '../../support/unique-name.js';
import { startHandlerApp, type HandlerApp, type HandlerAppParts } from './handler-app.js';

class Order {
  @IsInt() amount!: number;
}

/** A singleton that handles a channel with a function. */
function handlerOf(
  selector: ChannelSelector,
  handle: (event: ChannelMessageEvent) => unknown,
  options?: OnChannelMessageOptions,
): Type {
  @Injectable()
  class FunctionHandler {
    @OnChannelMessage(selector, options)
    async handle(event: ChannelMessageEvent): Promise<void> {
      await handle(event);
    }
  }
  return FunctionHandler;
}

describe.each(topologies)('@OnChannelMessage on $name', (topology) => {
  const running: HandlerApp[] = [];
  let channel: string;
  beforeEach(() => {
    channel = uniqueName('orders');
  });
  afterEach(async () => {
    await Promise.all(running.splice(0).map(async ({ app }) => app.close()));
  });

  async function start(parts: Omit<HandlerAppParts, 'redis' | 'hashTag'>): Promise<HandlerApp> {
    const started = await startHandlerApp({
      redis: topology.options(),
      hashTag: topology.clustered && 'tenant',
      ...parts,
    });
    running.push(started);
    return started;
  }

  it('runs in the context of the tenant whose channel it is, on hosts of any scope', async () => {
    const seen: string[] = [];
    @Injectable()
    class Singleton {
      constructor(@Inject(RedisTenants) private readonly tenants: RedisTenants) {}

      @OnChannelMessage(channel)
      async handle({ tenant, value }: ChannelMessageEvent): Promise<void> {
        await this.tenants.current().users.upsert('singleton', { value });
        seen.push(`singleton ${tenant} ${TenantContext.require().tenant}`);
      }
    }
    @Injectable({ scope: Scope.REQUEST })
    class RequestScoped {
      constructor(@Inject(UserRepository) private readonly users: UserRepository) {}

      @OnChannelMessage(channel)
      async handle({ tenant, value }: ChannelMessageEvent): Promise<void> {
        await this.users.upsert('scoped', { value });
        seen.push(`scoped ${tenant} ${TenantContext.require().tenant}`);
      }
    }
    const app = await start({ providers: [Singleton, RequestScoped] });
    const tenants = [uniqueName('acme'), uniqueName('rival')];
    for (const tenant of tenants) await app.publisher(tenant).publish(channel, `of ${tenant}`);
    const expected = tenants.flatMap((tenant) => [
      `scoped ${tenant} ${tenant}`,
      `singleton ${tenant} ${tenant}`,
    ]);
    await expect.poll(() => seen.toSorted()).toEqual(expected.toSorted());
    for (const tenant of tenants) {
      for (const user of ['singleton', 'scoped']) {
        expect(await app.tenants.for(tenant).users.get(user)).toEqual({ value: `of ${tenant}` });
      }
    }
  });

  it('handles exactly its channel, or what its pattern matches', async () => {
    const exact: string[] = [];
    const matched: string[] = [];
    const app = await start({
      providers: [
        handlerOf(channel, (event) => exact.push(event.channel)),
        handlerOf({ pattern: `${channel}:[ab]?` }, (event) => matched.push(event.channel)),
      ],
    });
    const tenant = uniqueName('acme');
    const publisher = app.publisher(tenant);
    const trap = `x:channel:${channel}`;
    for (const name of [
      `${channel}x`,
      trap,
      `${trap}:a1`,
      `${channel}:c1`,
      `${channel}:b1`,
      channel,
      `${channel}:a1`,
    ]) {
      await publisher.publish(name, 1);
    }
    // No tenant's: the name only looks like it.
    const client = app.runtime.pools.client('pubsub');
    await client.publish(`not a tenant:channel:${channel}`, '1');
    await client.publish(`exp:channel:${channel}`, '1');
    await publisher.publish(channel, 2);
    await publisher.publish(`${channel}:a2`, 2);
    await expect.poll(() => [exact.length, matched.length]).toEqual([2, 3]);
    await expect.poll(() => matched.at(-1)).toBe(`${channel}:a2`);
    expect(exact).toEqual([channel, channel]);
    expect(matched.toSorted()).toEqual([`${channel}:a1`, `${channel}:a2`, `${channel}:b1`]);
    expect(app.log.errors).toEqual([]);
  });

  it('goes on after a handler that throws and a message that cannot be read, and logs both', async () => {
    const amounts: number[] = [];
    const app = await start({
      providers: [
        handlerOf(
          channel,
          ({ value }) => {
            if (!(value instanceof Order)) throw new Error('expected an Order');
            if (value.amount === 0) throw new Error('as the handler said');
            amounts.push(value.amount);
          },
          { model: Order },
        ),
      ],
    });
    const tenant = uniqueName('acme');
    const name = app.runtime.names.ofTenant(parseTenantId(tenant), channel);
    for (const text of ['9'.repeat(5_000), '['.repeat(100_000), '{"amount":"secret"}', '{"amount":0}']) {
      await app.runtime.pools.client('pubsub').publish(name, text);
    }
    await app.publisher(tenant).publish(channel, { amount: 7 });
    await expect.poll(() => amounts).toEqual([7]);
    await expect.poll(() => app.log.errors).toHaveLength(4);
    const log = app.log.errors.join('\n');
    expect(log).toContain('as the handler said');
    expect(log).toContain(`"${channel}" of tenant "${tenant}"`);
    expect(log).not.toContain('secret');
  });

  it('runs as many handlers at once as it may, and those with one in order', async () => {
    let now = 0;
    let most = 0;
    const order: unknown[] = [];
    const app = await start({
      providers: [
        handlerOf(
          channel,
          async () => {
            now += 1;
            most = Math.max(most, now);
            await sleep(5);
            now -= 1;
          },
          { concurrency: 3 },
        ),
        handlerOf(
          channel,
          async ({ value }) => {
            await sleep(1);
            order.push(value);
          },
          { concurrency: 1 },
        ),
      ],
    });
    const numbers = Array.from({ length: 30 }, (_, index) => index);
    const publisher = app.publisher(uniqueName('acme'));
    await Promise.all(numbers.map(async (number) => publisher.publish(channel, number)));
    await expect.poll(() => order).toEqual(numbers);
    expect(most).toBe(3);
  });

  it('handles at shutdown what has arrived, and nothing that comes later', async () => {
    const handled: unknown[] = [];
    const app = await start({
      providers: [
        handlerOf(
          channel,
          async ({ value, signal }) => {
            await sleep(20);
            handled.push(value);
            expect(signal.aborted).toBe(false);
          },
          { concurrency: 2 },
        ),
      ],
    });
    const other = await start({ providers: [] });
    const publisher = other.publisher(uniqueName('acme'));
    await Promise.all([1, 2, 3, 4, 5, 6].map(async (number) => publisher.publish(channel, number)));
    await expect.poll(() => handled.length).toBeGreaterThan(0);
    await app.app.close();
    expect(new Set(handled)).toEqual(new Set([1, 2, 3, 4, 5, 6]));
    await publisher.publish(channel, 7);
    expect(handled).toHaveLength(6);
    expect(app.log.errors).toEqual([]);
  });

  it('aborts handlers that do not end in time', async () => {
    const reasons: unknown[] = [];
    let began = 0;
    const app = await start({
      providers: [
        handlerOf(
          channel,
          async ({ signal }) => {
            began += 1;
            await new Promise<void>((resolve) => {
              signal.addEventListener('abort', () => {
                reasons.push((signal.reason as Error).name);
                resolve();
              });
            });
          },
          { concurrency: 1 },
        ),
      ],
      messaging: { shutdownGraceMs: 50 },
    });
    const publisher = app.publisher(uniqueName('acme'));
    await publisher.publish(channel, 1);
    await publisher.publish(channel, 2);
    await expect.poll(() => began).toBe(1);
    await app.app.close();
    expect(reasons).toEqual(['AbortError']);
    // What was still waiting is dropped.
    expect(began).toBe(1);
  });

  it('subscribes once for several handlers of a channel, and not at all without the worker', async () => {
    const calls: string[] = [];
    const providers = [
      handlerOf(channel, () => calls.push('one')),
      handlerOf(channel, () => calls.push('two')),
    ];
    await start({ providers, messaging: { worker: false } });
    const app = await start({ providers });
    await app.publisher(uniqueName('acme')).publish(channel, 1);
    await expect.poll(() => calls.toSorted()).toEqual(['one', 'two']);
  });
});

describe('the start of an application with @OnChannelMessage', () => {
  it('fails for a pool that does not exist', async () => {
    const redis = { url: inject('redisUrl') };
    const providers = [handlerOf('orders', () => undefined, { pool: 'analytics' })];
    await expect(startHandlerApp({ redis, hashTag: false, providers })).rejects.toMatchObject({
      code: 'UNKNOWN_POOL',
    });
  });

  it('is out of the question with options out of range', () => {
    expect(() => handlerOf('', () => undefined)).toThrow(/@OnChannelMessage channel cannot be/);
    expect(() => handlerOf({ pattern: 'a\0' }, () => undefined)).toThrow(/@OnChannelMessage pattern/);
    expect(() => handlerOf('orders', () => undefined, { concurrency: 0 })).toThrow(/concurrency/);
    expect(() => handlerOf('orders', () => undefined, { maxQueue: -1 })).toThrow(/maxQueue/);
    expect(() => handlerOf(Object(5), () => undefined)).toThrow(/text or { pattern }/);
  });
});
