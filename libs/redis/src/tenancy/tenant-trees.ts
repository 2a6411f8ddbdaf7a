import { ContextIdFactory, type ContextId } from '@nestjs/core';
import { LRUCache } from 'lru-cache';
import type { TenantId } from '../common/tenant-id.js';

/** Counts of an application's DI sub-trees of tenants. */
export interface TenantTreeStatistics {
  /** Tenants that have a DI sub-tree now. */
  readonly size: number;
  /** The option `tenancy.maxTenants`. */
  readonly maxTenants: number;
  /** Sub-trees dropped since start because more tenants were active than fit. */
  readonly evictions: number;
}

interface TenantTree {
  readonly root: ContextId;
  /** Sub-trees of (another context-id strategy's tree) x (this tenant). */
  readonly derived: WeakMap<ContextId, ContextId>;
}

/**
 * One application's durable DI sub-trees, one per tenant. Nest keeps a sub-tree's instances in weak maps keyed by
 * its context id, so dropping the id frees them.
 */
export class TenantTrees {
  readonly #trees: LRUCache<TenantId, TenantTree>;
  readonly #maxTenants: number;
  #evictions = 0;

  constructor(maxTenants: number, onEviction: (evictions: number) => void = () => undefined) {
    this.#maxTenants = maxTenants;
    this.#trees = new LRUCache({
      max: maxTenants,
      dispose: (_tree, _tenant, reason) => {
        if (reason === 'evict') onEviction(++this.#evictions);
      },
    });
  }

  /**
   * The context id of a tenant's sub-tree.
   * @param within context id that another strategy chose; the result is then a sub-tree of that one
   */
  of(tenant: TenantId, within?: ContextId): ContextId {
    let tree = this.#trees.get(tenant);
    if (tree === undefined) {
      tree = { root: ContextIdFactory.create(), derived: new WeakMap() };
      this.#trees.set(tenant, tree);
    }
    if (within === undefined) return tree.root;
    let derived = tree.derived.get(within);
    if (derived === undefined) {
      derived = ContextIdFactory.create();
      tree.derived.set(within, derived);
    }
    return derived;
  }

  /** Drops a tenant's sub-trees; true if there were any. */
  evict(tenant: TenantId): boolean {
    return this.#trees.delete(tenant);
  }

  statistics(): TenantTreeStatistics {
    return { size: this.#trees.size, maxTenants: this.#maxTenants, evictions: this.#evictions };
  }
}
