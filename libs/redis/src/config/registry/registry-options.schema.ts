import { z } from 'zod';
import { describeIssues } from '../find-problems.js';
import {
  aliasSchema,
  objectSchema,
  optionalInteger,
  selectSchema,
  TEN_MINUTES_MS,
} from '../option-schemas.js';
import { poolOptionsSchema } from '../pool-options.schema.js';
import { ADDRESS_OPTIONS, registeredPool, withAddresses } from './registered-pool.js';
import type { RegisteredPoolOptions, RegistryOptions, ServiceRegistry } from './service-registry.js';

const ANY_ADDRESS = { host: 'registry', port: 1 };

const service = z.string('expected the name of a service').min(1, 'expected the name of a service');

const registry = z.custom<ServiceRegistry>(
  (value) =>
    typeof value === 'object' &&
    value !== null &&
    typeof Reflect.get(value, 'name') === 'string' &&
    typeof Reflect.get(value, 'resolve') === 'function',
  'expected a ServiceRegistry with name and resolve',
);

/** The options of a pool as they would be with an address, so that there is only one schema of them. */
const registered = z.custom<RegisteredPoolOptions>().superRefine((value, context) => {
  const report = (path: PropertyKey[], message: string): void =>
    context.addIssue({ code: 'custom', path, message });
  if (typeof value !== 'object' || value === null) {
    report([], 'expected the name of a service, or the options of a pool with its service');
    return;
  }
  for (const { problem } of describeIssues(service, value.service)) report(['service'], problem);
  const { options } = registeredPool(value);
  const located = ADDRESS_OPTIONS.filter((name) => Reflect.get(options, name) !== undefined);
  for (const name of located) report([name], 'expected nothing, because the registry says it');
  if (located.length > 0) return;
  for (const { path, problem } of describeIssues(poolOptionsSchema, withAddresses(options, [ANY_ADDRESS]))) {
    report(path, problem);
  }
});

/** Schema of {@link RegistryOptions}. */
export const registryOptionsSchema: z.ZodType<RegistryOptions> = objectSchema<RegistryOptions>({
  from: registry,
  services: z.record(
    aliasSchema,
    selectSchema<string | RegisteredPoolOptions>((value) =>
      typeof value === 'string' ? service : registered,
    ),
    'expected an object from alias to service',
  ),
  timeoutMs: optionalInteger(1, TEN_MINUTES_MS),
});
