import { assert, constantFrom, oneof, property, string } from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { parseTenantId } from '../../../libs/redis/src/context/tenant-id.js';
import { GlobalPublisher } from '../../../libs/redis/src/pubsub/global-publisher.js';
import { GlobalSubscriber } from '../../../libs/redis/src/pubsub/global-subscriber.js';
import { topologies } from '../../support/topologies.js';
import { uniqueName } from '../../support/unique-name.js';
import { take, usePubSub } from './pubsub-fixture.js';

const HOSTILE = [
  ':',
  '*',
  '?',
  '{',
  '}',
  '{}',
  '[a-z]',
  '\\',
  '\\*',
  '%3A',
  'a\nb',
  'a\r\nPUBLISH x y\r\n',
  'ünï\u{1F680}',
  ':channel:',
  'x:channel:orders',
  '../orders',
  '__keyevent@0__:expired',
  ' ',
  'constructor',
  '__proto__',
];

describe.each(topologies)('channels of tenants on $name', (topology) => {
  const pubsub = usePubSub(() => topology.options(), { hashTag: topology.clustered && 'tenant' });
  let acme: string;
  let rival: string;
  beforeEach(() => {
    acme = uniqueName('acme');
    // One id begins with the other.
    rival = `${acme}1`;
  });

  it.each(HOSTILE)('are reached by their own tenant only, whatever they are called: %j', async (channel) => {
    const { app } = pubsub;
    const own = app.subscriber(acme).subscribe(channel);
    const others = [
      app.subscriber(rival).subscribe(channel),
      app.subscriber(rival).subscribe({ pattern: '*' }),
    ];
    await Promise.all([own, ...others].map(async (each) => each.ready()));
    await app.publisher(acme).publish(channel, 'for acme');
    await app.publisher(rival).publish(channel, 'for the rival');
    await app.publisher(acme).publish(channel, 'for acme again');
    expect(await take(own, 2)).toEqual(['for acme', 'for acme again']);
    for (const other of others) expect(await take(other, 1)).toEqual(['for the rival']);
    others.forEach((other) => other.drain());
    for (const other of others) expect(await take(other, 1)).toEqual([]);
  });

  it('are not reached by patterns of another', async () => {
    const { app } = pubsub;
    const patterns = [
      ...HOSTILE,
      `*${rival}*`,
      `${rival}:channel:orders`,
      `*:channel:*`,
      `]*`,
      `*\\`,
      `[^x]*`,
    ];
    const own = patterns.map((pattern) => app.subscriber(acme).subscribe({ pattern }));
    const theirs = app.subscriber(rival).subscribe({ pattern: 'ord[a-z]rs' });
    await Promise.all([...own, theirs].map(async (each) => each.ready()));
    await app.publisher(rival).publish('orders', 'secret');
    expect(await take(theirs, 1)).toEqual(['secret']);
    own.forEach((each) => each.drain());
    for (const each of own) expect(await take(each, 1)).toEqual([]);
  });

  it('cannot be called what no channel can be', async () => {
    const { app } = pubsub;
    for (const channel of ['', 'x'.repeat(10_240), 'a\0b', '\ud800', 'ü'.repeat(600)]) {
      await expect(app.publisher(acme).publish(channel, 1)).rejects.toMatchObject({
        code: 'INVALID_KEY_PART',
        statusCode: 400,
      });
      expect(() => app.subscriber(acme).subscribe(channel)).toThrow(/channel cannot be/);
      expect(() => app.subscriber(acme).subscribe({ pattern: channel })).toThrow(/pattern cannot be/);
      await expect(new GlobalPublisher(app.runtime).publish(channel, 1)).rejects.toMatchObject({
        statusCode: 400,
      });
    }
  });

  it('are out of reach for those of no tenant', async () => {
    const { app } = pubsub;
    const name = app.runtime.names.ofTenant(parseTenantId(acme), 'orders');
    await expect(new GlobalPublisher(app.runtime).publish(name, 1)).rejects.toThrow(/belongs to no tenant/);
    expect(() => new GlobalSubscriber(app.runtime).subscribe(name)).toThrow(/belongs to no tenant/);
    const engine = '{exp:tenantry:expiry:0}:nudge';
    expect(() => new GlobalSubscriber(app.runtime).subscribe(engine)).toThrow(/belongs to no tenant/);
  });

  it('have names that lead back to them, and that no others share', () => {
    const { names } = pubsub.app.runtime;
    const tenants = constantFrom('acme', 'acme1', 'a.b', 'channel', 'x_-').map((id) => parseTenantId(id));
    const channels = oneof(string({ minLength: 1, unit: 'grapheme' }), constantFrom(...HOSTILE)).filter(
      (channel) => !channel.includes('\0') && Buffer.byteLength(channel) <= 1_024,
    );
    assert(
      property(tenants, channels, (tenant, channel) => {
        expect(names.parse(names.ofTenant(tenant, channel))).toEqual({ tenant, channel });
      }),
      { numRuns: 500 },
    );
  });
});
