import { putLoad } from '../harness/load.js';
import type { BenchOptions } from '../harness/bench.js';
import type { Deployment } from './deployment.js';
import { tenantName, triggerCount, userCount } from './sizes.js';

const IN_FLIGHT = 500;
export const ACTION = 'reminder';
/** Nothing becomes due while the benchmark runs. */
const EARLIEST_MS = 3_600_000;
const SPREAD_MS = 3_600_000;

/** Bytes that one of each takes, with everything that belongs to it. */
export interface Footprint {
  readonly user: number;
  readonly trigger: number;
}

/** A record of seven fields; `email` has an index. */
export function userOf(index: number): object {
  return {
    name: `User number ${index}`,
    email: emailOf(index),
    language: index % 2 === 0 ? 'en' : 'es',
    visits: index % 100,
    isActive: index % 10 !== 0,
    createdAt: new Date(1_700_000_000_000 + index * 1_000),
    tags: ['customer', `segment-${index % 20}`],
  };
}

export function emailOf(index: number): string {
  return `user-${String(index).padStart(6, '0')}@example.com`;
}

/** Writes the data of a deployment through its repositories. */
export async function fill(deployment: Deployment, log: BenchOptions['log']): Promise<Footprint> {
  const { size, tenant, figures } = deployment;
  const users = userCount(size);
  // Scripts, and buffers of connections.
  await tenant('warm-up').users.upsert('0', userOf(0));
  await tenant('warm-up').triggers.set(ACTION, '0', 3_600);

  log(`${size.name}: users`);
  const beforeUsers = await figures.usedMemory();
  await putLoad(
    async (index) => {
      const user = index % size.usersPerTenant;
      const name = tenantName(Math.floor(index / size.usersPerTenant));
      await tenant(name).users.upsert(String(user), userOf(user));
    },
    users,
    IN_FLIGHT,
  );
  log(`${size.name}: triggers`);
  const beforeTriggers = await figures.usedMemory();
  const opensAt = Date.now() + EARLIEST_MS;
  for (let index = 0; index < size.tenants; index++) {
    const triggers = Array.from({ length: size.triggersPerTenant }, (_unused, number) => ({
      action: ACTION,
      identifier: String(number),
      when: { dueAt: new Date(opensAt + Math.floor(Math.random() * SPREAD_MS)) },
    }));
    await tenant(tenantName(index)).triggers.setMany(triggers);
  }
  const after = await figures.usedMemory();
  return {
    user: (beforeTriggers - beforeUsers) / users,
    trigger: (after - beforeTriggers) / triggerCount(size),
  };
}
