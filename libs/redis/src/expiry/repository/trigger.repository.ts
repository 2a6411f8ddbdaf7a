import { assertLimit, entryCursor } from '../../repositories/page-arguments.js';
import type { PoolOption } from '../../repositories/repository-options.js';
import type { Cancelled, NewTrigger, Scheduled } from '../engine/trigger.types.js';
import { allLetterIds } from './dead-letter-ids.js';
import { ANY, EngineRepository, type EngineCall } from './engine.repository.js';
import { checkEntries, checkLetterIds } from './trigger-arguments.js';
import { encodePayload } from './trigger-payload.js';
import { triggerChunks } from './trigger-chunks.js';
import { triggerTime } from './trigger-when.js';
import { deadLetterView, listedTriggerView, triggerView } from './trigger-view.mapper.js';
import type {
  ListTriggersOptions,
  SetTriggerOptions,
  TriggerEntry,
  TriggerPageOptions,
  TriggerWhen,
} from './trigger.options.js';
import type { ArmedTrigger, ArmedTriggers, DeadLetterPage, Trigger, TriggerPage } from './trigger.views.js';

const DEFAULT_PAGE = 100;

/**
 * Work to be done later, for the tenant: when a trigger's time has come, its action's `@OnExpire` handler is called,
 * on one worker, in the tenant's context.
 * ```ts
 * await triggers.set('send_reminder', userId, 3_600, { payload: { template: 'welcome' } });
 * await triggers.delete('send_reminder', userId);
 * ```
 * A trigger is known by its action and identifier: set again, it moves. Both may hold any characters. It runs at least
 * once, also if every worker was down at its time; again if its worker dies, or its handler fails. When all attempts
 * have failed it becomes a dead letter.
 *
 * All methods throw `MissingTenantError`, `TenantMismatchError`, `InvalidKeyPartError` (action, identifier),
 * `InvalidArgumentError` (also for a `pool` that `expiry.listeners` does not name), `WrongTypeError`,
 * `CommandRefusedError`, `TriggerPartitionsError` and the errors of an unreachable pool.
 */
export class TriggerRepository extends EngineRepository {
  /**
   * Schedules a trigger. If it is scheduled already it gets the new time and payload, and runs once. If it is running
   * at this moment it goes on, and runs once more at the new time.
   * @param when seconds from now, or `{ dueAt }`; default the tenant's `ttl.triggers` (an hour)
   * @throws UnsupportedValueError for a payload that cannot be stored
   * @throws CommandRefusedError with the reply `OOM` if the server has no memory left: nothing is scheduled
   */
  async set(
    action: string,
    identifier: string,
    when?: TriggerWhen,
    options: SetTriggerOptions = {},
  ): Promise<ArmedTrigger> {
    const call = this.engineCall('set', options, action, identifier);
    const trigger = this.#newTrigger({ action, identifier, when, payload: options.payload }, call.key);
    const { dueMs, added } = await this.onEngine(call, (engine) => engine.schedule([trigger]));
    this.engines.events?.scheduled(call.pool, [trigger]);
    return { dueAt: new Date(dueMs[0] ?? Number.NaN), rearmed: added === 0 };
  }

  /**
   * Like {@link TriggerRepository.set} for many, at a fraction of the cost. If one of them is refused nothing is sent;
   * if the server fails midway some are scheduled, and setting all of them again does no harm. Of several with the
   * same action and identifier the last one counts.
   * @throws UnsupportedValueError | InvalidArgumentError naming the entry: `triggers[3].payload`
   */
  async setMany(triggers: readonly TriggerEntry[], options: PoolOption = {}): Promise<ArmedTriggers> {
    const call = this.engineCall('setMany', options, ANY, ANY);
    const tenant = this.tenant();
    const entries = checkEntries(triggers).map((entry, index) => {
      // Refuses what no key can hold.
      const key = this.runtime.keys.trigger(tenant, entry.action, entry.identifier);
      return this.#newTrigger(entry, key, `triggers[${index}].`);
    });
    const dueAt: Date[] = [];
    let added = 0;
    for (const chunk of triggerChunks(entries)) {
      const scheduled = await this.#schedule(call, chunk);
      for (const due of scheduled.dueMs) dueAt.push(new Date(due));
      added += scheduled.added;
    }
    return { dueAt, added };
  }

  /**
   * Cancels a trigger. One that is running at this moment cannot be stopped, but is not tried again if it fails.
   * @returns true if there was one
   */
  async delete(action: string, identifier: string, options: PoolOption = {}): Promise<boolean> {
    const call = this.engineCall('delete', options, action, identifier);
    const name = { tenant: this.tenant(), action, identifier };
    return removedBy(await this.onEngine(call, async (engine) => engine.cancel([name]))) > 0;
  }

  /**
   * Cancels the triggers of all actions that have this identifier; nothing is searched for.
   * @returns how many there were
   */
  async deleteAllByIdentifier(identifier: string, options: PoolOption = {}): Promise<number> {
    const call = this.engineCall('deleteAllByIdentifier', options, ANY, identifier);
    const tenant = this.tenant();
    return removedBy(
      await this.onEngine(call, async (engine) => engine.cancelByIdentifier(tenant, identifier)),
    );
  }

  /** A trigger that is scheduled, running or waiting for another attempt; null if there is none. */
  async get(action: string, identifier: string, options: PoolOption = {}): Promise<Trigger | null> {
    const call = this.engineCall('get', options, action, identifier);
    const name = { tenant: this.tenant(), action, identifier };
    const state = await this.readEngine(call, async (engine) => engine.get(name), null);
    return state === null ? null : triggerView({ action, identifier }, state, this.runtime.codec);
  }

  /** A page of the scheduled triggers. Those that are running or waiting for another attempt are not among them. */
  async list(options: ListTriggersOptions = {}): Promise<TriggerPage> {
    const { action } = options;
    const call = this.engineCall('list', options, action ?? ANY, ANY);
    const page = { ...pageArguments(options), ...(action === undefined ? {} : { action }) };
    const tenant = this.tenant();
    const found = await this.readEngine(call, async (engine) => engine.list(tenant, page), NO_TRIGGERS);
    const triggers = found.triggers.map((trigger) => listedTriggerView(trigger, this.runtime.codec));
    return { triggers, cursor: found.cursor };
  }

  /** A page of the triggers whose attempts have all failed, with their last error. */
  async deadLetters(options: TriggerPageOptions = {}): Promise<DeadLetterPage> {
    const call = this.engineCall('deadLetters', options, ANY, ANY);
    const page = pageArguments(options);
    const tenant = this.tenant();
    const found = await this.readEngine(call, async (engine) => engine.deadLetters(tenant, page), NO_LETTERS);
    const letters = found.letters.map((letter) => deadLetterView(letter, this.runtime.codec));
    return { letters, cursor: found.cursor };
  }

  /**
   * Makes dead letters due now, with all attempts before them. One whose trigger has been scheduled again stays dead.
   * @param ids of {@link TriggerRepository.deadLetters}, or all that there are at this moment
   * @returns how many are due now
   */
  async retryDead(ids: readonly string[] | 'all' = 'all', options: PoolOption = {}): Promise<number> {
    const call = this.engineCall('retryDead', options, ANY, ANY);
    const chosen = checkLetterIds(ids);
    const tenant = this.tenant();
    return this.onEngine(call, async (engine) =>
      engine.retryDead(tenant, chosen === 'all' ? await allLetterIds(engine, tenant) : chosen),
    );
  }

  /**
   * Removes dead letters for good.
   * @param ids of {@link TriggerRepository.deadLetters}, or `'all'`: those that there are at this moment
   * @returns how many were removed
   */
  async discardDead(ids: readonly string[] | 'all', options: PoolOption = {}): Promise<number> {
    const call = this.engineCall('discardDead', options, ANY, ANY);
    const chosen = checkLetterIds(ids);
    const tenant = this.tenant();
    return this.onEngine(call, async (engine) =>
      engine.discardDead(tenant, chosen === 'all' ? await allLetterIds(engine, tenant) : chosen),
    );
  }

  async #schedule(call: EngineCall, triggers: readonly NewTrigger[]): Promise<Scheduled> {
    const scheduled = await this.onEngine(call, (engine) => engine.schedule(triggers));
    this.engines.events?.scheduled(call.pool, triggers);
    return scheduled;
  }

  #newTrigger({ action, identifier, when, payload }: TriggerEntry, key: string, path = ''): NewTrigger {
    const tenant = this.tenant();
    const time = triggerTime(when ?? this.runtime.ttlDefaults(tenant).triggers, `${path}when`);
    const text = encodePayload(this.runtime.codec, payload, this.engines.maxPayloadBytes, `${path}payload`);
    const name = { tenant, action, identifier, key, when: time };
    return text === undefined ? name : { ...name, payload: text };
  }
}

const NO_TRIGGERS = { triggers: [], cursor: null } as const;
const NO_LETTERS = { letters: [], cursor: null } as const;

/** @throws InvalidArgumentError */
function pageArguments(options: TriggerPageOptions): { limit: number; cursor?: string } {
  const { limit = DEFAULT_PAGE } = options;
  assertLimit(limit);
  const cursor = entryCursor(options.cursor);
  return cursor === undefined ? { limit } : { limit, cursor };
}

/**
 * How many triggers were removed. A TTL key belongs to a scheduled trigger, or to another program's, which counts as
 * one too.
 */
function removedBy({ scheduled, running, ttlKeys }: Cancelled): number {
  return Math.max(scheduled, ttlKeys) + running;
}
