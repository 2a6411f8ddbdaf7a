import type { BatchRepository } from '../repositories/batch/batch.repository.js';

/** Injection token of {@link TenantBatches}. */
export const TENANT_BATCHES = Symbol('tenantry:tenant-batches');

/** The queues of one tenant, as far as the worker uses them. */
export type WorkerQueues = Pick<BatchRepository, 'claim' | 'ackAll'>;

/** The queues of a tenant named on purpose. */
export type TenantBatches = (tenant: string) => WorkerQueues;
