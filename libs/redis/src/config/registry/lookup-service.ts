import { z } from 'zod';
import { TenantryError } from '../../common/tenantry.error.js';
import { objectSchema, integer } from '../option-schemas.js';
import type { RedisAddress } from '../pool-options.js';
import { hostSchema, MAX_PORT } from '../pool-options.schema.js';
import { describeIssues, joinPath } from '../find-problems.js';
import { ServiceLookupError } from './service-registry.errors.js';
import type { ServiceRegistry } from './service-registry.js';

const answer = z.array(objectSchema<RedisAddress>({ host: hostSchema, port: integer(1, MAX_PORT) }));

/**
 * Asks a registry, for a limited time.
 * @throws ServiceLookupError if it fails, takes too long, or answers no or no valid address
 */
export async function lookUpService(
  registry: ServiceRegistry,
  service: string,
  timeoutMs: number,
): Promise<readonly RedisAddress[]> {
  const fail = (reason: string, cause?: unknown): ServiceLookupError =>
    new ServiceLookupError(registry.name, service, reason, { cause });
  const deadline = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  // A registry that does not heed the signal must not keep the application waiting either.
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(fail(`there was no answer within ${timeoutMs} ms`));
      deadline.abort();
    }, timeoutMs);
  });
  try {
    const addresses = await Promise.race([ask(registry, service, deadline.signal), timeout]);
    const [issue] = describeIssues(answer, addresses);
    if (issue !== undefined)
      throw fail(`its answer is not valid: ${joinPath('addresses', issue.path)} ${issue.problem}`);
    if (addresses.length === 0) throw fail('it knows no healthy instance');
    return addresses;
  } catch (error) {
    if (error instanceof TenantryError) throw error;
    throw fail(error instanceof Error ? error.message : 'it failed', error);
  } finally {
    clearTimeout(timer);
  }
}

/** A promise also where a registry throws at once. */
async function ask(
  registry: ServiceRegistry,
  service: string,
  signal: AbortSignal,
): Promise<readonly RedisAddress[]> {
  return registry.resolve(service, signal);
}
