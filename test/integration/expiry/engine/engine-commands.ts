import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import type { ClaimedTrigger } from '../../../../libs/redis/src/expiry/engine/trigger.types.js';
import { EngineModel, LEASE_UNITS, TriggerModel, UNIT_MS, type RealEngine } from './engine-model.js';
import { runs, type SettledAs } from './test-engine.js';

type Run = (model: EngineModel, real: RealEngine) => Promise<void>;

/** One step of somebody, after which the engine's numbers have to be right whatever happens next. */
class EngineCommand implements fc.AsyncCommand<EngineModel, RealEngine> {
  constructor(
    private readonly text: string,
    private readonly act: Run,
    private readonly isPossible: (model: EngineModel) => boolean = () => true,
  ) {}

  check(model: Readonly<EngineModel>): boolean {
    return this.isPossible(model);
  }

  async run(model: EngineModel, real: RealEngine): Promise<void> {
    await this.act(model, real);
    const { scheduled, running, retrying, dead } = await real.test.engine.stats();
    const count = (is: (trigger: TriggerModel) => unknown): number => model.triggers.filter(is).length;
    assert.deepEqual(
      { scheduled, running, retrying, dead },
      {
        scheduled: count((trigger) => trigger.scheduled),
        running: count((trigger) => trigger.running?.lease),
        retrying: count((trigger) => trigger.running && !trigger.running.lease),
        dead: model.dead.length,
      },
    );
  }

  toString(): string {
    return this.text;
  }
}

function nameOf({ tenant, action, identifier }: TriggerModel, real: RealEngine) {
  return real.test.name(identifier, action, real.tenants[tenant]);
}

function modelOf(item: ClaimedTrigger, model: EngineModel, real: RealEngine): TriggerModel {
  const found = model.triggers.find(
    ({ tenant, action, identifier }) =>
      real.tenants[tenant] === item.tenant && action === item.action && identifier === item.identifier,
  );
  assert.ok(found, `unknown trigger ${item.key}`);
  return found;
}

function lease(item: ClaimedTrigger, model: EngineModel, real: RealEngine): void {
  const trigger = modelOf(item, model, real);
  const kind = trigger.claimable(model.now);
  assert.ok(kind, `${item.key} was leased although it was not due, or is running`);
  if (kind === 'first' && trigger.scheduled) {
    trigger.running = { ...trigger.scheduled, attempt: 0, lease: null, until: 0 };
    trigger.scheduled = null;
  }
  const { running } = trigger;
  assert.ok(running);
  model.endLease(trigger);
  running.attempt += 1;
  running.lease = item;
  running.until = model.now + LEASE_UNITS;
  assert.deepEqual([item.payload, item.attempt], [running.id, running.attempt]);
  assert.ok(item.token > (model.lastToken.get(item.key) ?? 0), 'tokens of a trigger rise');
  model.lastToken.set(item.key, item.token);
}

async function claim(
  model: EngineModel,
  real: RealEngine,
  limit: number,
  actions: readonly string[],
): Promise<void> {
  const items = await real.test.claim({
    limit,
    leaseMs: LEASE_UNITS * UNIT_MS,
    actions: actions.map((action) => runs(action, { maxAttempts: 1e6 })),
  });
  const possible = model.triggers.filter(
    (trigger) => trigger.claimable(model.now) && actions.includes(trigger.action),
  );
  assert.equal(items.length, Math.min(limit, possible.length));
  for (const item of items) lease(item, model, real);
}

/** Something with the nth lease that is held. */
function onLeased(
  text: string,
  act: (trigger: TriggerModel, held: ClaimedTrigger, model: EngineModel, real: RealEngine) => Promise<void>,
): fc.Arbitrary<EngineCommand> {
  return fc.nat({ max: 7 }).map(
    (nth) =>
      new EngineCommand(
        `${text} ${nth}`,
        async (model, real) => {
          const leased = model.leased();
          const trigger = leased[nth % leased.length];
          assert.ok(trigger?.running?.lease);
          await act(trigger, trigger.running.lease, model, real);
        },
        (model) => model.leased().length > 0,
      ),
  );
}

function settled(
  text: string,
  outcome: SettledAs,
  then: (trigger: TriggerModel, model: EngineModel) => void,
) {
  return onLeased(text, async (trigger, held, model, real) => {
    assert.equal(await real.test.settle(held, outcome), 0);
    then(trigger, model);
  });
}

const triggerIndex = fc.nat({ max: 7 });
const triggerAt = (model: EngineModel, index: number): TriggerModel => {
  const trigger = model.triggers[index];
  assert.ok(trigger);
  return trigger;
};

const schedule = fc.tuple(triggerIndex, fc.nat({ max: 3 })).map(
  ([index, delay]) =>
    new EngineCommand(`schedule(${index}, ${delay})`, async (model, real) => {
      const trigger = triggerAt(model, index);
      const id = `o${model.nextId++}`;
      const { added } = await real.test.engine.schedule([
        { ...nameOf(trigger, real), when: { delayMs: delay * UNIT_MS }, payload: id },
      ]);
      assert.equal(added, trigger.scheduled ? 0 : 1);
      trigger.scheduled = { id, due: model.now + delay };
    }),
);

const cancel = triggerIndex.map(
  (index) =>
    new EngineCommand(`cancel(${index})`, async (model, real) => {
      const trigger = triggerAt(model, index);
      const { scheduled, running } = await real.test.engine.cancel([nameOf(trigger, real)]);
      assert.deepEqual([scheduled, running], [trigger.scheduled ? 1 : 0, trigger.running ? 1 : 0]);
      trigger.scheduled = null;
      model.end(trigger);
    }),
);

const get = triggerIndex.map(
  (index) =>
    new EngineCommand(`get(${index})`, async (model, real) => {
      const { scheduled, running } = triggerAt(model, index);
      const state = await real.test.engine.get(nameOf(triggerAt(model, index), real));
      assert.equal(state.scheduled?.payload, scheduled?.id);
      assert.equal(state.running?.payload, running?.id);
      assert.equal(state.running?.attempt, running?.attempt);
    }),
);

const turn = fc
  .tuple(fc.integer({ min: 1, max: 9 }), fc.constantFrom(['remind'], ['a:b'], ['remind', 'a:b']))
  .map(
    ([limit, actions]) =>
      new EngineCommand(`turn(${limit}, ${actions.join('+')})`, async (model, real) =>
        claim(model, real, limit, actions),
      ),
  );

const pass = fc.integer({ min: 1, max: 3 }).map(
  (units) =>
    new EngineCommand(`pass(${units})`, async (model, real) => {
      model.now += units;
      real.test.pass(units * UNIT_MS);
    }),
);

const useOutdated = fc.nat({ max: 30 }).map(
  (nth) =>
    new EngineCommand(
      `useOutdated(${nth})`,
      async (model, real) => {
        const held = model.outdated[nth % model.outdated.length];
        assert.ok(held);
        assert.equal(await real.test.ack(held), 1);
        assert.equal(await real.test.settle(held, { kind: 'release' }), 1);
        assert.deepEqual(await real.test.engine.extend(held.partition, [held], UNIT_MS), [null]);
      },
      (model) => model.outdated.length > 0,
    ),
);

/** The tenant's dead letters, which have to be those of the model; `act` with the first. */
function onDead(
  text: string,
  act: (id: string, at: number, model: EngineModel, real: RealEngine) => Promise<void>,
) {
  return fc.constant(
    new EngineCommand(
      text,
      async (model, real) => {
        const at = 0;
        const tenant = model.dead[at]?.trigger.tenant ?? 0;
        const { letters } = await real.test.engine.deadLetters(real.tenants[tenant] ?? real.test.tenant);
        const expected = model.dead.filter(({ trigger }) => trigger.tenant === tenant).map(({ id }) => id);
        assert.deepEqual(new Set(letters.map(({ payload }) => payload)), new Set(expected));
        assert.equal(letters.length, expected.length);
        const letter = letters.find(({ payload }) => payload === model.dead[at]?.id);
        assert.ok(letter);
        await act(letter.id, at, model, real);
      },
      (model) => model.dead.length > 0,
    ),
  );
}

/** Arbitrary steps of schedulers and workers; a crash is a lease that nobody uses until it ends. */
export const engineCommands: ReadonlyArray<fc.Arbitrary<EngineCommand>> = [
  schedule,
  schedule,
  cancel,
  get,
  turn,
  turn,
  pass,
  useOutdated,
  settled('ack', { kind: 'ack' }, (trigger, model) => model.end(trigger)),
  settled('retry', { kind: 'retry', delayMs: UNIT_MS }, (trigger, model) => {
    model.endLease(trigger);
    if (trigger.running) trigger.running.until = model.now + 1;
  }),
  settled('release', { kind: 'release' }, (trigger, model) => {
    model.endLease(trigger);
    if (!trigger.running) return;
    trigger.running.attempt -= 1;
    trigger.running.until = model.now;
  }),
  settled('bury', { kind: 'bury', error: { message: 'no' } }, (trigger, model) => {
    if (trigger.running) model.dead.push({ trigger, id: trigger.running.id });
    model.end(trigger);
  }),
  onLeased('extend', async (trigger, held, model, real) => {
    const [until] = await real.test.engine.extend(held.partition, [held], LEASE_UNITS * UNIT_MS);
    assert.ok(until);
    if (trigger.running) trigger.running.until = model.now + LEASE_UNITS;
  }),
  onDead('retryDead', async (id, at, model, real) => {
    const letter = model.dead[at];
    assert.ok(letter);
    const { trigger } = letter;
    const tenant = real.tenants[trigger.tenant] ?? real.test.tenant;
    assert.equal(await real.test.engine.retryDead(tenant, [id]), trigger.scheduled ? 0 : 1);
    if (trigger.scheduled) return;
    trigger.scheduled = { id: letter.id, due: model.now };
    model.dead.splice(at, 1);
  }),
  onDead('discardDead', async (id, at, model, real) => {
    const tenant = real.tenants[model.dead[at]?.trigger.tenant ?? 0] ?? real.test.tenant;
    assert.equal(await real.test.engine.discardDead(tenant, [id]), 1);
    model.dead.splice(at, 1);
  }),
];

/** Lets all time pass and runs everything to its end: what was accepted has to come. */
export async function drain(model: EngineModel, real: RealEngine): Promise<void> {
  for (;;) {
    const isLeft = model.triggers.some(({ scheduled, running }) => scheduled ?? running);
    if (!isLeft) break;
    model.now += 3;
    real.test.pass(3 * UNIT_MS);
    await claim(model, real, 9, ['remind', 'a:b']);
    for (const trigger of model.leased()) {
      const held = trigger.running?.lease;
      assert.ok(held);
      assert.equal(await real.test.ack(held), 0);
      model.end(trigger);
    }
  }
  // Long enough for what is kept for listeners to be forgotten.
  real.test.pass(10 * UNIT_MS);
  assert.deepEqual(await real.test.claim(), []);
}
