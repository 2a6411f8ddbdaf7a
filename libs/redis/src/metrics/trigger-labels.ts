import type { PoolAlias } from '../common/pool-alias.js';
import { BoundedLabel } from './bounded-label.js';
import type { ResolvedMetricsOptions } from './metrics-options.js';

/** Whose trigger an event is about. */
export interface TriggerOrigin {
  readonly pool: PoolAlias;
  readonly tenant: string;
  readonly action: string;
}

/** Labels of metrics about triggers; `tenant` only if it was asked for. */
export type TriggerLabels = Readonly<Record<'pool' | 'action', string>> & { readonly tenant?: string };

/** Makes the labels of triggers, with a bounded number of values. */
export class TriggerLabelling {
  readonly #actions: BoundedLabel;
  readonly #tenants: BoundedLabel | undefined;

  constructor({ maxActions, tenantLabel, maxTenants }: ResolvedMetricsOptions) {
    this.#actions = new BoundedLabel(maxActions);
    this.#tenants = tenantLabel ? new BoundedLabel(maxTenants) : undefined;
  }

  /** Names of the labels. */
  get names(): readonly ('pool' | 'action' | 'tenant')[] {
    return this.#tenants === undefined ? ['pool', 'action'] : ['pool', 'action', 'tenant'];
  }

  of({ pool, tenant, action }: TriggerOrigin): TriggerLabels {
    const labels = { pool, action: this.#actions.of(action) };
    return this.#tenants === undefined ? labels : { ...labels, tenant: this.#tenants.of(tenant) };
  }

  /** The label of an action without a tenant. */
  action(action: string): string {
    return this.#actions.of(action);
  }
}
