import { describe, expect, it } from 'vitest';
import { GlobalSubscriber } from '../../../libs/redis/src/pubsub/global-subscriber.js';
import { topologies } from '../../support/topologies.js';
import { uniqueName } from '../../support/unique-name.js';
import { take, usePubSub } from './pubsub-fixture.js';

const BYTES = Buffer.from([0xff, 0xfe, 0x00, 0x31]);

describe.each(topologies)('messages of other programs on $name', (topology) => {
  const pubsub = usePubSub(() => topology.options(), { hashTag: topology.clustered && 'tenant' });

  it('never end the reader, whatever is in them', async () => {
    const { app } = pubsub;
    const channel = uniqueName('foreign');
    const messages = new GlobalSubscriber(app.runtime).subscribe(channel);
    await messages.ready();
    const digits = '9'.repeat(5_000);
    const brackets = '['.repeat(100_000);
    const closed = `${brackets}${']'.repeat(100_000)}`;
    const texts = [
      digits,
      brackets,
      closed,
      '{"a":',
      '',
      'NaN',
      '\0',
      BYTES,
      '{"__proto__":{"x":1}}',
      '"last"',
    ];
    // One node, one connection: the order is that of sending.
    const connection = app.manager.subscriber('user');
    for (const text of texts) await connection.publish(channel, text);
    const values = await take(messages, texts.length);
    expect(values.slice(0, 7)).toEqual([digits, brackets, closed, '{"a":', '', 'NaN', '\0']);
    expect(values.at(-1)).toBe('last');
    expect(Reflect.get({}, 'x')).toBeUndefined();
  });
});
