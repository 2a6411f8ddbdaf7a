import {
  ContextIdFactory,
  type ContextId,
  type ContextIdResolver,
  type ContextIdResolverFn,
  type ContextIdStrategy,
  type HostComponentInfo,
} from '@nestjs/core';
import { currentStore } from '../context/tenant-context.js';
import { TenantBinding } from './tenant-binding.js';
import { TenantTrees } from './tenant-trees.js';

/**
 * Maps a request of a known tenant to that tenant's durable DI sub-tree. The strategy is process-wide in Nest,
 * so this one keeps no state: the application's trees and the tenant come from the running context, and an
 * application that did not open one is left alone.
 */
class TenantContextIdStrategy implements ContextIdStrategy<object> {
  readonly #inner: ContextIdStrategy<object> | undefined;

  /** @param inner the application's own strategy: its partition is kept, each part divided by tenant */
  constructor(inner?: ContextIdStrategy<object>) {
    this.#inner = inner;
  }

  attach(contextId: ContextId, request: object): ContextIdResolver {
    const inner = this.#inner?.attach(contextId, request);
    const resolveInner: ContextIdResolverFn | undefined =
      typeof inner === 'function' ? inner : inner?.resolve;
    const innerPayload = typeof inner === 'object' ? inner.payload : undefined;
    const binding = Object.assign(new TenantBinding(), innerPayload);
    let parent: ContextId | undefined;

    const resolve = (info: HostComponentInfo): ContextId => {
      const theirs = resolveInner?.(info) ?? contextId;
      if (!info.isTreeDurable) return theirs;
      // Decided once per request: a tenant assigned by a guard must not move half of the request's providers.
      if (parent !== undefined) return parent;
      const store = currentStore();
      if (!(store?.application instanceof TenantTrees)) return theirs;
      // Never shared while the tenant is unknown: users' own classes in it may hold state of a tenant.
      if (store.tenant === undefined) return (parent = contextId);
      binding.bind(store.tenant);
      return (parent = store.application.of(store.tenant, theirs === contextId ? undefined : theirs));
    };
    return { payload: binding, resolve };
  }
}

/** The strategy Nest uses now. It is a private static there, and there is no other way to ask. */
function appliedStrategy(): ContextIdStrategy<object> | undefined {
  return (ContextIdFactory as unknown as { strategy?: ContextIdStrategy<object> }).strategy;
}

/** Whether durable providers are divided by tenant. */
export function isTenantStrategyApplied(): boolean {
  return appliedStrategy() instanceof TenantContextIdStrategy;
}

/** Applies the strategy once per process, around the one that is there. */
export function applyTenantStrategy(): void {
  if (!isTenantStrategyApplied()) ContextIdFactory.apply(new TenantContextIdStrategy(appliedStrategy()));
}

/**
 * For applications that apply a strategy of their own after importing the module:
 * `ContextIdFactory.apply(composeContextIdStrategy(mine))` divides its sub-trees by tenant.
 */
export function composeContextIdStrategy(own: ContextIdStrategy<object>): ContextIdStrategy<object> {
  return own instanceof TenantContextIdStrategy ? own : new TenantContextIdStrategy(own);
}
