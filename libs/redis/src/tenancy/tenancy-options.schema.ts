import { z } from 'zod';
import { InvalidConfigurationError } from '../config/configuration.errors.js';
import { findProblems } from '../config/find-problems.js';
import { objectSchema, optionalInteger, optionalMatch } from '../config/option-schemas.js';
import { TENANT_ID_PATTERN } from '../context/tenant-id.js';
import type { InjectionMode, TenancyOptions } from './tenancy-options.js';

/** Sub-trees kept when `maxTenants` is not given. */
export const DEFAULT_MAX_TENANTS = 1_000;

const MAX_TENANTS_LIMIT = 1_000_000;

const EXPECTED_RESOLVER = 'expected a resolver such as fromHeader(), or a non-empty list of resolvers';

function isFunction(value: unknown): boolean {
  return typeof value === 'function';
}

function optionalFunction<T>(): z.ZodType<T | undefined> {
  return z.custom<T>(isFunction, 'expected a function').optional();
}

/** Schema of {@link TenancyOptions}. */
export const tenancyOptionsSchema: z.ZodType<TenancyOptions> = objectSchema<TenancyOptions>({
  resolve: z
    .custom<TenancyOptions['resolve']>(
      (value) => isFunction(value) || (Array.isArray(value) && value.length > 0 && value.every(isFunction)),
      EXPECTED_RESOLVER,
    )
    .optional(),
  fixed: optionalMatch(TENANT_ID_PATTERN, 'a tenant id'),
  resolveUser: optionalFunction<TenancyOptions['resolveUser']>(),
  authorize: optionalFunction<TenancyOptions['authorize']>(),
  resolveMessage: optionalFunction<TenancyOptions['resolveMessage']>(),
  maxTenants: optionalInteger(1, MAX_TENANTS_LIMIT),
}).refine((options) => options.fixed === undefined || options.resolve === undefined, {
  message: 'expected either "fixed" or "resolve", got both',
  path: ['fixed'],
});

const injectionModeSchema = z
  .enum(['request', 'context'], 'expected "request" or "context"')
  .default('request');

/** The injection mode, checked when the module is declared. @throws InvalidConfigurationError */
export function parseInjectionMode(mode: InjectionMode | undefined): InjectionMode {
  const problems = findProblems(injectionModeSchema, mode, { path: 'injection', source: 'options' });
  if (problems.length > 0) throw new InvalidConfigurationError(problems);
  return mode ?? 'request';
}
