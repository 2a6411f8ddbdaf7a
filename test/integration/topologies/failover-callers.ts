import { setTimeout as sleep } from 'node:timers/promises';
import { RedisTenants, type RedisPoolOptions } from '@tenantry/redis';
import { waitUntil } from '@tenantry/redis-testing';
import { settledWithin } from '../../../libs/redis/src/resilience/settled-within.js';
import { uniqueName } from '../../support/unique-name.js';
import { handlerOf, startTriggerApp, type TriggerApp } from '../expiry/worker/trigger-app.js';
import { answerOf, nameOf, type CallKind, type RecordedCall } from './recorded-calls.js';

const TENANTS = 12;
/** Callers of one tenant: one for each kind of call. */
const KINDS: readonly CallKind[] = ['record', 'item', 'trigger'];
const PAUSE_MS = 4;
/** At random up to this, so that callers do not come back all at once. */
const MOST_PAUSE_AFTER_ERROR_MS = 60;
const LAST_CALLS_MS = 15_000;
/** When triggers of the load are due, at random up to this. */
const MOST_DELAY_SECONDS = 2;

const SERVICE = 'failover';
export const QUEUE = [SERVICE, 'item', 'send'] as const;
/** Key of the tenants that have items: in a cluster in a slot of its own. */
export const PENDING_TENANTS = `pending_batches:${SERVICE}`;
const ACTION = 'work';

/** An application whose callers write without a break, and what they were told. */
export class FailoverCallers {
  readonly calls: RecordedCall[] = [];
  /** How often each trigger ran. */
  readonly runs = new Map<string, number>();
  readonly tenants: readonly string[] = Array.from({ length: TENANTS }, () => uniqueName('acme'));
  #app: TriggerApp | undefined;
  #lanes: Promise<void>[] = [];
  #running = 0;
  #next = 0;
  #isOver = false;

  async start(pool: RedisPoolOptions): Promise<void> {
    this.#app = await startTriggerApp({
      redis: { defaults: pool },
      expiry: { leaseMs: 3_000, concurrency: 100 },
      providers: [
        handlerOf(ACTION, ({ identifier }) => {
          this.runs.set(identifier, (this.runs.get(identifier) ?? 0) + 1);
        }),
      ],
    });
  }

  get app(): TriggerApp {
    if (this.#app === undefined) throw new Error('start it first');
    return this.#app;
  }

  /** Sets triggers, evenly for all tenants. @returns their identifiers */
  async setTriggers(count: number, afterSeconds: number, withinSeconds: number): Promise<string[]> {
    const identifiers = Array.from({ length: count }, (_, index) => `early-${index}`);
    await Promise.all(
      this.tenants.map(async (tenant, at) =>
        this.app.triggersOf(tenant).setMany(
          identifiers
            .filter((_, index) => index % TENANTS === at)
            .map((identifier) => ({
              action: ACTION,
              identifier: `${tenant} ${identifier}`,
              when: afterSeconds + Math.random() * withinSeconds,
            })),
        ),
      ),
    );
    return identifiers.map((identifier, index) => `${this.tenants[index % TENANTS]} ${identifier}`);
  }

  /** Lets all of them call, until {@link FailoverCallers.stopCalling}. */
  call(): void {
    this.#lanes = this.tenants.flatMap((tenant) => KINDS.map(async (kind) => this.#callOn(tenant, kind)));
  }

  /** Resolves when callers of every kind and tenant have made so many calls that began after this moment and succeeded. */
  async untilEachSucceeds(calls: number, timeoutMs: number): Promise<void> {
    const begin = performance.now();
    const from = this.calls.length;
    await waitUntil(
      () => {
        const counts = new Map<string, number>();
        for (const { tenant, kind, answer, startedAtMs } of this.calls.slice(from)) {
          const caller = `${tenant} ${kind}`;
          if (answer === 'acknowledged' && startedAtMs >= begin)
            counts.set(caller, (counts.get(caller) ?? 0) + 1);
        }
        const isEnough = [...counts.values()].filter((count) => count >= calls);
        return isEnough.length === TENANTS * KINDS.length;
      },
      { timeoutMs, everyMs: 50, what: `${calls} calls of every caller succeed` },
    );
  }

  /** @returns the number of calls that did not end */
  async stopCalling(): Promise<number> {
    this.#isOver = true;
    await settledWithin(this.#lanes, LAST_CALLS_MS);
    return this.#running;
  }

  /** Resolves when no trigger is pending, nor running, nor waiting for its next attempt. */
  async untilNothingIsPending(timeoutMs: number): Promise<void> {
    await waitUntil(
      async () => {
        const { pending, inFlight, retrying } = await this.app.schedule.stats();
        return pending + inFlight + retrying === 0;
      },
      { timeoutMs, everyMs: 100, what: 'every trigger is through' },
    );
  }

  /** What is stored of the records and items, past what callers were told. */
  async stored(): Promise<Set<string>> {
    const tenants = this.app.app.get(RedisTenants);
    const found = await Promise.all(
      this.tenants.map(async (name) => {
        const { users, batch } = tenants.for(name);
        const records = this.calls.filter(({ kind, tenant }) => kind === 'record' && tenant === name);
        const exists = await Promise.all(records.map(async ({ id }) => users.exists(id)));
        return [
          ...records.flatMap(({ id }, index) => (exists[index] === true ? [id] : [])),
          ...(await batch.getChunk(...QUEUE, 0, -1)).map(String),
        ];
      }),
    );
    return new Set(found.flat());
  }

  async stop(): Promise<void> {
    this.#isOver = true;
    await this.#app?.close();
  }

  async #callOn(tenant: string, kind: CallKind): Promise<void> {
    while (!this.#isOver) {
      const id = `${tenant} ${kind}-${(this.#next += 1)}`;
      const startedAtMs = performance.now();
      this.#running += 1;
      const error: unknown = await this.#write(tenant, kind, id).then(
        () => undefined,
        (failure: unknown) => failure ?? new Error('nothing was thrown'),
      );
      this.#running -= 1;
      this.calls.push({
        kind,
        tenant,
        id,
        startedAtMs,
        endedAtMs: performance.now(),
        answer: error === undefined ? 'acknowledged' : answerOf(error),
        error: error === undefined ? undefined : nameOf(error),
      });
      await sleep(error === undefined ? PAUSE_MS : Math.random() * MOST_PAUSE_AFTER_ERROR_MS);
    }
  }

  async #write(tenant: string, kind: CallKind, id: string): Promise<unknown> {
    const redis = this.app.app.get(RedisTenants).for(tenant);
    if (kind === 'record') return redis.users.upsert(id, { id });
    if (kind === 'item') return redis.batch.enqueue(...QUEUE, id);
    return redis.triggers.set(ACTION, id, 0.01 + Math.random() * MOST_DELAY_SECONDS);
  }
}
