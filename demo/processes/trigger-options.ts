import type { ExpiryOptions } from '@tenantry/redis';
import type { AppModuleOptions } from '../../src/app.module.js';

/** How long a trigger is with a worker that has died. */
export const LEASE_MS = 1_500;

/** Options of the app with those of its triggers. */
export interface DemoAppOptions extends AppModuleOptions {
  readonly expiry: ExpiryOptions;
}

/** The process that answers requests runs no triggers. */
export const API_OPTIONS: DemoAppOptions = { expiry: { worker: false, leaseMs: LEASE_MS } };

/** The default lease, 30 s, is for a fleet that is not being watched. */
export const WORKER_OPTIONS: DemoAppOptions = { expiry: { leaseMs: LEASE_MS } };
