import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { LeasedItem } from '../../../libs/redis/src/repositories/batch/leased-item.js';
import { PendingRemoval } from '../../../libs/redis/src/repositories/batch/pending-removal.js';
import { BatchModel, QUEUES, type QueueId, type RealBatch } from './batch-model.js';

type Run = (model: BatchModel, real: RealBatch) => Promise<void>;

/** One step of somebody, after which what is pending has to be right whatever happens next. */
class BatchCommand implements fc.AsyncCommand<BatchModel, RealBatch> {
  constructor(
    private readonly text: string,
    private readonly act: Run,
    private readonly isPossible: (model: BatchModel) => boolean = () => true,
  ) {}

  check(model: Readonly<BatchModel>): boolean {
    return this.isPossible(model);
  }

  async run(model: BatchModel, real: RealBatch): Promise<void> {
    await this.act(model, real);
    const { tenant, service, batch, coordinator } = real.queue;
    const { tenants } = await coordinator.pendingTenants(service);
    if (model.hasPromisedItems()) assert.deepEqual(tenants, [tenant]);
    for (const id of QUEUES) {
      const { waiting, due } = model.queues[id];
      assert.deepEqual(await batch.getChunk(service, id, 'send', 0, -1), waiting);
      assert.equal(await batch.length(service, id, 'send'), waiting.length + due.size);
    }
  }

  toString(): string {
    return this.text;
  }
}

function add(model: BatchModel, id: QueueId): number {
  const item = model.nextItem++;
  model.queues[id].waiting.push(item);
  return item;
}

async function claim(model: BatchModel, real: RealBatch, id: QueueId, limit: number): Promise<void> {
  const queue = model.queues[id];
  const { batch, service } = real.queue;
  const items = await batch.claim(service, id, 'send', { limit });
  const fromDue = Math.min(limit, queue.due.size);
  assert.ok(items.slice(0, fromDue).every((item) => queue.due.has(Number(item.value))));
  const expected = queue.waiting.splice(0, limit - fromDue);
  assert.deepEqual(
    items.slice(fromDue).map((item) => item.value),
    expected,
  );
  for (const item of items) {
    assert.ok(item instanceof LeasedItem);
    const value = Number(item.value);
    queue.due.delete(value);
    queue.leased.add(value);
    queue.attempts.set(value, (queue.attempts.get(value) ?? 0) + 1);
    assert.equal(item.attempt, queue.attempts.get(value));
    const before = real.held.get(value);
    if (before !== undefined) real.outdated.push(before);
    real.held.set(value, item);
  }
}

/** Something about the nth of the items that are leased or due, with their last handle. */
function onHeld(
  text: string,
  nth: number,
  act: (
    item: LeasedItem<unknown>,
    value: number,
    model: BatchModel,
    id: QueueId,
    real: RealBatch,
  ) => Promise<void>,
): BatchCommand {
  const held = (model: BatchModel): Array<readonly [QueueId, number]> =>
    QUEUES.flatMap((id) => [...model.queues[id].leased].map((value) => [id, value] as const));
  return new BatchCommand(
    `${text} ${nth}`,
    async (model, real) => {
      const candidates = held(model);
      const [id, value] = candidates[nth % candidates.length] ?? ['a', Number.NaN];
      const item = real.held.get(value);
      assert.ok(item !== undefined);
      await act(item, value, model, id, real);
    },
    (model) => held(model).length > 0,
  );
}

function forget(real: RealBatch, value: number, item: LeasedItem<unknown>): void {
  real.held.delete(value);
  real.outdated.push(item);
}

const queueId = fc.constantFrom(...QUEUES);
const nth = fc.nat({ max: 20 });

/** Arbitrary steps of producers, consumers and removers. */
export const batchCommands: ReadonlyArray<fc.Arbitrary<BatchCommand>> = [
  queueId.map(
    (id) =>
      new BatchCommand(`enqueue(${id})`, async (model, real) => {
        const item = add(model, id);
        const length = await real.queue.batch.enqueue(real.queue.service, id, 'send', item);
        assert.equal(length, model.queues[id].waiting.length);
        model.promised.add(item);
      }),
  ),
  queueId.map(
    (id) =>
      new BatchCommand(`push(${id})`, async (model, real) => {
        const item = add(model, id);
        model.unmarked.push(item);
        await real.steps[id].push(['renew', -1], [String(item)]);
      }),
  ),
  nth.map(
    (position) =>
      new BatchCommand(
        `markPending(${position})`,
        async (model, real) => {
          const [item] = model.unmarked.splice(position % model.unmarked.length, 1);
          await real.steps.a.markPending();
          model.promised.add(item ?? Number.NaN);
        },
        (model) => model.unmarked.length > 0,
      ),
  ),
  fc
    .tuple(queueId, fc.integer({ min: 1, max: 4 }))
    .map(
      ([id, limit]) =>
        new BatchCommand(`claim(${id}, ${limit})`, async (model, real) => claim(model, real, id, limit)),
    ),
  nth.map((position) =>
    onHeld('ack', position, async (item, value, model, id, real) => {
      assert.equal(await item.ack(), true);
      model.queues[id].leased.delete(value);
      forget(real, value, item);
    }),
  ),
  nth.map((position) =>
    onHeld('nack', position, async (item, value, model, id, real) => {
      assert.equal(await item.nack(), true);
      model.queues[id].leased.delete(value);
      model.queues[id].due.add(value);
      forget(real, value, item);
    }),
  ),
  nth.map((position) =>
    onHeld('nack for later', position, async (item, value, model, id, real) => {
      assert.equal(await item.nack({ delaySeconds: 1_000 }), true);
      model.queues[id].leased.delete(value);
      model.queues[id].delayed.add(value);
      forget(real, value, item);
    }),
  ),
  nth.map((position) =>
    onHeld('lease ends', position, async (item, value, model, id, real) => {
      const { keys } = real.queue;
      await real.queue.client.zadd(keys.leases.replace(':a:', `:${id}:`), 'XX', 1, item.reference);
      model.queues[id].leased.delete(value);
      model.queues[id].due.add(value);
    }),
  ),
  nth.map(
    (position) =>
      new BatchCommand(`outdated handle ${position}`, async (_model, real) => {
        const item = real.outdated[position];
        if (item === undefined) return;
        assert.deepEqual([await item.ack(), await item.nack(), await item.extend(9)], [false, false, false]);
      }),
  ),
  fc.constant(
    new BatchCommand(
      'begin removal',
      async (model, real) => {
        const { scope, tenant, service } = real.queue;
        const removal = new PendingRemoval(scope.runtime, tenant, 'handlers', service);
        await removal.begin();
        real.removals.push({ removal, keep: false });
        model.removals.push(1);
      },
      (model) => model.removals.length < 3,
    ),
  ),
  nth.map(
    (position) =>
      new BatchCommand(
        `next step of removal ${position}`,
        async (model, real) => {
          const index = position % model.removals.length;
          const current = real.removals[index];
          assert.ok(current !== undefined);
          if (model.removals[index] === 1) {
            current.keep = await current.removal.hasItems();
            assert.equal(current.keep, !model.isEmpty());
            model.removals[index] = 2;
          } else {
            await current.removal.finish(current.keep);
            model.removals.splice(index, 1);
            real.removals.splice(index, 1);
          }
        },
        (model) => model.removals.length > 0,
      ),
  ),
  nth.map(
    (position) =>
      new BatchCommand(
        `death of remover ${position}`,
        async (model, real) => {
          const index = position % model.removals.length;
          model.removals.splice(index, 1);
          real.removals.splice(index, 1);
        },
        (model) => model.removals.length > 0,
      ),
  ),
  fc.constant(
    new BatchCommand('removeFromPending', async (model, real) => {
      const { coordinator, service, tenant } = real.queue;
      const isRemoved = await coordinator.removeFromPending(service, tenant);
      // Other removals under way may keep it among those being removed.
      if (!model.isEmpty()) assert.equal(isRemoved, false);
    }),
  ),
];
