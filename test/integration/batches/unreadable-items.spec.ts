import { Type } from 'class-transformer';
import { IsBoolean, IsEmail, IsInt, ValidateNested } from 'class-validator';
import { describe, expect, it } from 'vitest';
import { ModelValidationError } from '../../../libs/redis/src/codec/codec.errors.js';
import { topologies, useTopology } from '../../support/topologies.js';
import { allPending, testQueue } from './test-queue.js';

class Recipient {
  @IsEmail() email!: string;
  @IsBoolean() active!: boolean;
}

class Report {
  @IsInt() pages!: number;
  @ValidateNested() @Type(() => Recipient) recipient!: Recipient;
}

const report = Object.assign(new Report(), {
  pages: 3,
  recipient: Object.assign(new Recipient(), { email: 'a@example.com', active: false }),
});

describe.each(topologies)('Items with a model on $name', (topology) => {
  const redis = useTopology(topology);

  it('come back as instances', async () => {
    const { batch, name } = testQueue(redis);
    await batch.enqueueMany(...name, [report, report]);
    const [item] = await batch.claim(...name, { model: Report, limit: 1 });
    expect(item?.value).toBeInstanceOf(Report);
    expect(item?.value.recipient).toBeInstanceOf(Recipient);
    expect(item?.value).toEqual(report);
    const [chunk] = await batch.getChunk(...name, 0, -1, { model: Report });
    expect(chunk?.recipient.active).toBe(false);
  });

  it('are handed out with the reason if they cannot be read, and do not hold up the others', async () => {
    const { batch, name } = testQueue(redis);
    const unreadable = [{ pages: 'x', recipient: report.recipient }, null, 'text', [1]];
    await batch.enqueueMany(...name, [...unreadable, report]);
    const items = await batch.claim(...name, { model: Report });
    expect(items.map((item) => item.failure instanceof ModelValidationError)).toEqual([
      true,
      true,
      true,
      true,
      false,
    ]);
    expect(() => items[0]?.value).toThrow(expect.objectContaining({ paths: ['item.pages'] }));
    expect(items[2]?.text).toBe('text');
    expect(items[4]?.value).toEqual(report);
    expect(await items[0]?.nack()).toBe(true);
    expect(await batch.ackAll(items.slice(1))).toBe(4);
    const [again] = await batch.claim(...name);
    expect(again).toMatchObject({ attempt: 2, value: unreadable[0] });
  });

  it('are handed out also if the model itself breaks', async () => {
    class Broken {
      pages = 0;

      constructor() {
        throw new TypeError('a defect of the application');
      }
    }
    const { batch, name } = testQueue(redis);
    await batch.enqueue(...name, {});
    const [item] = await batch.claim(...name, { model: Broken });
    expect(item?.failure).toMatchObject({ message: 'a defect of the application' });
    expect(await item?.ack()).toBe(true);
  });

  it('make a read of a range fail that names the item', async () => {
    const { batch, name } = testQueue(redis);
    await batch.enqueueMany(...name, [report, report, { recipient: report.recipient, pages: 'x' }]);
    await expect(batch.getChunk(...name, 1, 2, { model: Report })).rejects.toMatchObject({
      code: 'MODEL_VALIDATION',
      paths: ['items[1].pages'],
    });
  });

  it('can be acked, nacked and extended even if another program stored no valid text', async () => {
    const { batch, name, keys, client, coordinator, service, tenant } = testQueue(redis);
    const bytes = [
      Buffer.from([0xff, 0xfe, 0x00, 0x41]),
      Buffer.from([0xff, 0xfd, 0x00, 0x41]),
      Buffer.from('a\0b'),
    ];
    for (const item of bytes) await client.rpush(keys.list, item);
    await client.sadd(keys.pending, tenant);
    const items = await batch.claim(...name);
    expect(items).toHaveLength(3);
    expect(await items[0]?.extend(120)).toBe(true);
    expect(await items[1]?.nack()).toBe(true);
    expect(await items[1]?.ack()).toBe(false);
    expect(await items[0]?.ack()).toBe(true);
    expect(await items[0]?.ack()).toBe(false);
    expect(await items[2]?.ack()).toBe(true);
    const again = await batch.claim(...name);
    expect(again).toEqual([expect.objectContaining({ attempt: 2 })]);
    const [stored] = await client.zrangeBuffer(keys.leases, '0', '-1');
    expect(stored?.subarray(-4)).toEqual(bytes[1]);
    expect(await batch.ackAll(again)).toBe(1);
    expect(await coordinator.removeFromPending(service, tenant)).toBe(true);
    expect(await allPending(coordinator, service)).toEqual([]);
  });

  it('are claimed also from leases that another program wrote', async () => {
    const { batch, name, keys, client } = testQueue(redis);
    await client.zadd(keys.leases, 5, 'no lease of ours');
    const [item] = await batch.claim(...name);
    expect(item).toMatchObject({ value: 'no lease of ours', attempt: 1 });
    expect(await item?.ack()).toBe(true);
    expect(await client.exists(keys.leases)).toBe(0);
  });
});
