import { Inject, Injectable } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import type { PoolAlias } from '../common/pool-alias.js';
import { DuplicateHandlerError } from '../dispatch/dispatch.errors.js';
import { describeHandler, type HandlerMethod } from '../dispatch/handler-method.js';
import { ExpiryEngines } from './expiry-engines.js';
import type { ExpiryHandlerFunction } from './expiry-event.js';
import type { ExpiryHandler } from './expiry-handler.js';
import { EXPIRY_OPTIONS, type ResolvedExpiryOptions } from './expiry-options.js';
import { declareAction, type HandledAction } from './handled-action.js';
import type { OnExpireOptions } from './on-expire.options.js';

/**
 * The handlers of expiry triggers: the methods marked with `@OnExpire`, and functions of your own.
 * ```ts
 * const unregister = registry.register('send_reminder', async (event) => mailer.remind(event.identifier));
 * ```
 */
@Injectable()
export class ExpiryHandlerRegistry {
  readonly #engines: ExpiryEngines;
  readonly #options: ResolvedExpiryOptions;
  readonly #moduleRef: ModuleRef;
  readonly #byPool: ReadonlyMap<string, Map<string, ExpiryHandler>>;
  readonly #listeners = new Set<() => void>();

  constructor(
    @Inject(ExpiryEngines) engines: ExpiryEngines,
    @Inject(EXPIRY_OPTIONS) options: ResolvedExpiryOptions,
    @Inject(ModuleRef) moduleRef: ModuleRef,
  ) {
    this.#engines = engines;
    this.#options = options;
    this.#moduleRef = moduleRef;
    this.#byPool = new Map(engines.aliases().map((pool) => [pool, new Map<string, ExpiryHandler>()]));
  }

  /**
   * Makes a function the handler of an action, at any time: triggers that waited for one run at once. It is called as
   * `@OnExpire` methods are, inside the tenant's `TenantContext`.
   * @returns takes the handler away again. What it is running ends as usual; further triggers wait for another handler.
   * @throws DuplicateHandlerError if the action has a handler
   * @throws InvalidArgumentError for options out of range, and for a pool that `expiry.listeners` does not name
   * @throws InvalidKeyPartError if the action cannot be part of a key
   */
  register<Payload = unknown>(
    action: string,
    handle: ExpiryHandlerFunction<Payload>,
    options: OnExpireOptions = {},
  ): () => void {
    const declaration = declareAction(action, options, 'register()');
    const methodName = handle.name || 'anonymous';
    return this.add({
      host: {
        className: 'function',
        moduleName: 'ExpiryHandlerRegistry.register',
        token: ExpiryHandlerRegistry,
        moduleRef: this.#moduleRef,
        instance: { [methodName]: handle },
      },
      methodName,
      declaration,
    });
  }

  /** @internal {@link ExpiryHandlerRegistry.register} for a method */
  add(method: HandlerMethod<HandledAction>): () => void {
    const handler = this.#handlerOf(method);
    const { action } = handler;
    for (const pool of handler.pools) {
      const first = this.#byPool.get(pool)?.get(action);
      if (first === undefined) continue;
      throw new DuplicateHandlerError(`trigger action "${action}" in pool "${pool}"`, first.method, method);
    }
    for (const pool of handler.pools) this.#byPool.get(pool)?.set(action, handler);
    this.#changed();
    return () => this.#remove(handler);
  }

  /** Every handler, once. */
  list(): ExpiryHandler[] {
    return [...new Set([...this.#byPool.values()].flatMap((handlers) => [...handlers.values()]))];
  }

  /**
   * The handler of an action; undefined if this process has none.
   * @param pool default: where triggers go that name no pool
   */
  find(action: string, pool: PoolAlias = this.#engines.defaultPool): ExpiryHandler | undefined {
    return this.#byPool.get(pool)?.get(action);
  }

  /** @internal the handlers of a pool's triggers */
  of(pool: PoolAlias): ExpiryHandler[] {
    return [...(this.#byPool.get(pool)?.values() ?? [])];
  }

  /** @internal calls back after every change, until the function it returns is called */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #handlerOf(method: HandlerMethod<HandledAction>): ExpiryHandler {
    const { action, pool, concurrency, timeoutMs, attempts, backoff } = method.declaration;
    return {
      action,
      // The lookup refuses a pool without an engine.
      pools: pool === undefined ? this.#engines.aliases() : [this.#engines.engine(pool).pool],
      name: describeHandler(method),
      concurrency,
      timeoutMs: timeoutMs ?? this.#options.timeoutMs,
      attempts: attempts ?? this.#options.attempts,
      backoff: backoff ?? this.#options.backoff,
      method,
    };
  }

  #remove(handler: ExpiryHandler): void {
    let isRemoved = false;
    for (const handlers of this.#byPool.values()) {
      if (handlers.get(handler.action) === handler) isRemoved = handlers.delete(handler.action);
    }
    if (isRemoved) this.#changed();
  }

  #changed(): void {
    for (const listener of this.#listeners) listener();
  }
}
