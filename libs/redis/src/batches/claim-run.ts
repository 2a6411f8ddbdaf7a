import type { HandlerMethod } from '../dispatch/handler-method.js';
import type { HandlerInvoker } from '../dispatch/handler.invoker.js';
import { leaseLost, workerStops } from './abort-reasons.js';
import type { BatchEvent } from './batch-event.js';
import type { ClaimLog } from './claim-log.js';
import type { ClaimSettlement } from './claim-settlement.js';
import type { HandledQueue } from './handled-queue.js';
import { LeaseKeeper } from './lease-keeper.js';
import { retryDelaySeconds } from './retry-delay.js';
import type { TrackedItem } from './tracked-item.js';

/** What one claim is run with. */
export interface ClaimRunParts {
  readonly handler: HandlerMethod<HandledQueue>;
  readonly invoker: HandlerInvoker;
  readonly settlement: ClaimSettlement;
  readonly log: ClaimLog;
}

/** The items of one claim on their way through the handler, until each of them is settled. */
export class ClaimRun {
  readonly #tenant: string;
  readonly #items: readonly TrackedItem[];
  readonly #parts: ClaimRunParts;
  #controller = new AbortController();
  #current: readonly TrackedItem[] = [];
  #stopping = false;

  constructor(tenant: string, items: readonly TrackedItem[], parts: ClaimRunParts) {
    this.#tenant = tenant;
    this.#items = items;
    this.#parts = parts;
  }

  /** Calls the handler and settles what it left. Never rejects, whatever the handler or Redis does. */
  async run(): Promise<void> {
    const { settlement, handler } = this.#parts;
    const keeper = new LeaseKeeper(this.#items, handler.declaration.leaseSeconds, (lost) =>
      this.#onLeaseLost(lost),
    );
    void keeper.run();
    try {
      await this.#setUnreadableAside();
      for (const group of groupsOf(this.#items)) {
        const items = group.filter((item) => item.isOpen);
        if (items.length > 0 && !this.#stopping) await this.#handle(items);
      }
      await settlement.giveBack(this.#items, () => 0);
    } finally {
      keeper.stop();
    }
  }

  /** No further call of the handler: what it has not got yet is given back. */
  finishCurrent(): void {
    this.#stopping = true;
  }

  /** Aborts the running call. */
  abort(): void {
    this.#stopping = true;
    this.#controller.abort(workerStops());
  }

  /** Gives everything back that is not settled. What the handler still does with it counts for nothing. */
  async giveBack(): Promise<void> {
    this.#stopping = true;
    await this.#parts.settlement.giveBack(this.#items, () => 0);
  }

  async #handle(items: readonly TrackedItem[]): Promise<void> {
    const { handler, invoker, settlement } = this.#parts;
    const { service, entity, action } = handler.declaration;
    this.#controller = new AbortController();
    this.#current = items;
    const { signal } = this.#controller;
    const event: BatchEvent = { tenant: this.#tenant, service, entity, action, items, signal };
    try {
      await invoker.invoke(handler, event);
    } catch (error) {
      await this.#onFailure(items, error);
      return;
    }
    await settlement.acknowledge(items);
  }

  async #onFailure(items: readonly TrackedItem[], error: unknown): Promise<void> {
    const wasStopped = this.#stopping && this.#controller.signal.aborted;
    if (!wasStopped) this.#parts.log.handlerFailed(items, error);
    await this.#parts.settlement.giveBack(items, (item) => (wasStopped ? 0 : this.#delayOf(item)));
  }

  /** Another version of the application may be able to read them. */
  async #setUnreadableAside(): Promise<void> {
    const unreadable = this.#items.filter(({ failure }) => failure !== null);
    if (unreadable.length === 0) return;
    this.#parts.log.unreadable(unreadable);
    await this.#parts.settlement.giveBack(unreadable, (item) => this.#delayOf(item));
  }

  #delayOf(item: TrackedItem): number {
    return retryDelaySeconds(item.attempt, this.#parts.handler.declaration);
  }

  #onLeaseLost(lost: readonly TrackedItem[]): void {
    this.#parts.log.leaseLost(lost);
    if (lost.some((item) => this.#current.includes(item))) this.#controller.abort(leaseLost());
  }
}

/** New items together, and each one that was tried before alone: it cannot make the others fail again. */
function groupsOf(items: readonly TrackedItem[]): TrackedItem[][] {
  const fresh = items.filter(({ attempt }) => attempt === 1);
  const retried = items.filter(({ attempt }) => attempt > 1).map((item) => [item]);
  return fresh.length === 0 ? retried : [fresh, ...retried];
}
