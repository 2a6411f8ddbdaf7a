import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RedisConnectionManager } from '../../../libs/redis/src/connections/redis-connection.manager.js';
import { RedisOperations } from '../../../libs/redis/src/operations/redis-operations.js';
import { connect, topologies } from '../../support/topologies.js';
import { uniqueName } from '../../support/unique-name.js';
import { BYTES } from './operations-fixture.js';

describe.each(topologies)('publish on $name', (topology) => {
  let manager: RedisConnectionManager;
  let operations: RedisOperations;

  beforeAll(async () => {
    manager = await connect(topology.options());
    operations = new RedisOperations(manager);
  });
  afterAll(async () => manager.close());

  it('sends text and numbers to whoever listens, through any pool of the server', async () => {
    const channel = uniqueName('channel');
    const subscriber = manager.subscriber('pubsub');
    const received: string[] = [];
    subscriber.on('message', (from, message) => {
      if (from === channel) received.push(message);
    });
    await subscriber.subscribe(channel);
    const receivers = await operations.publish(channel, 'grüße');
    await operations.publish(channel, 42, { alias: 'pubsub' });
    await operations.publish(channel, 2n ** 60n, { alias: 'user' });
    await expect.poll(() => received.toSorted()).toEqual(['1152921504606846976', '42', 'grüße']);
    // A node of a cluster counts only its own subscribers.
    expect([0, 1]).toContain(receivers);
    expect(receivers === 1 || topology.clustered).toBe(true);
  });

  it('sends bytes on a channel of bytes', async () => {
    const channel = Buffer.concat([BYTES, Buffer.from(uniqueName('channel'))]);
    const subscriber = manager.subscriber('pubsub');
    const received: Buffer[] = [];
    subscriber.on('messageBuffer', (from: Buffer, message: Buffer) => {
      if (from.equals(channel)) received.push(message);
    });
    await subscriber.subscribe(channel);
    await operations.publish(channel, BYTES);
    await expect.poll(() => received).toEqual([BYTES]);
  });

  it('counts nobody where nobody listens', async () => {
    expect(await operations.publish(uniqueName('silence'), 'hello')).toBe(0);
  });
});
