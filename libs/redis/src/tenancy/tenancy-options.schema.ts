import { z } from 'zod';
import { TENANT_ID_PATTERN } from '../context/tenant-id.js';
import type { InjectionMode, TenancyOptions, TenantResolver } from './tenancy-options.js';

/** Sub-trees kept when `maxTenants` is not given. */
export const DEFAULT_MAX_TENANTS = 1_000;

const MAX_TENANTS_LIMIT = 1_000_000;

function functionSchema<T>(): z.ZodType<T> {
  return z.custom<T>((value) => typeof value === 'function', { message: 'expected a function' });
}

/** Schema of {@link TenancyOptions}: unknown keys are refused. */
export const tenancyOptionsSchema: z.ZodType<TenancyOptions> = z
  .strictObject({
    resolve: z
      .union([functionSchema<TenantResolver>(), z.array(functionSchema<TenantResolver>()).min(1)], {
        error: 'expected a resolver (fromHeader(), fromRequest(), ...) or a list of resolvers',
      })
      .exactOptional(),
    fixed: z.string().regex(TENANT_ID_PATTERN, 'expected a tenant id').exactOptional(),
    resolveUser: functionSchema<NonNullable<TenancyOptions['resolveUser']>>().exactOptional(),
    authorize: functionSchema<NonNullable<TenancyOptions['authorize']>>().exactOptional(),
    resolveMessage: functionSchema<NonNullable<TenancyOptions['resolveMessage']>>().exactOptional(),
    maxTenants: z.int().min(1).max(MAX_TENANTS_LIMIT).exactOptional(),
  })
  .refine((options) => options.fixed === undefined || options.resolve === undefined, {
    message: 'expected either "fixed" or "resolve", got both',
    path: ['fixed'],
  });

/** Schema of {@link InjectionMode}. */
export const injectionModeSchema: z.ZodType<InjectionMode> = z.enum(['request', 'context']);
