import { z } from 'zod';
import { objectSchema, optionalInteger, selectSchema, type SchemaShape } from './option-schemas.js';
import type { DefaultTtl, ModuleTtlOptions, TtlOptions } from './ttl-options.js';

const HUNDRED_YEARS_SECONDS = 3_153_600_000;

const expected = `expected seconds, an integer from 1 to ${HUNDRED_YEARS_SECONDS}, or "none"`;

const defaultTtl = selectSchema<DefaultTtl>((value) =>
  typeof value === 'string'
    ? z.literal('none', expected)
    : z.int(expected).min(1, expected).max(HUNDRED_YEARS_SECONDS, expected),
).optional();

const shape: SchemaShape<TtlOptions> = {
  defaultSeconds: defaultTtl,
  users: defaultTtl,
  handlers: defaultTtl,
  tables: defaultTtl,
  sharedState: defaultTtl,
  triggers: optionalInteger(1, HUNDRED_YEARS_SECONDS),
  batch: defaultTtl,
  keyValue: defaultTtl,
};

/** Schema of {@link TtlOptions}. */
export const ttlOptionsSchema: z.ZodType<TtlOptions> = objectSchema(shape);

const tenants = selectSchema<NonNullable<ModuleTtlOptions['tenants']>>((value) =>
  typeof value === 'function'
    ? z.unknown()
    : z.record(z.string(), ttlOptionsSchema, 'expected a function, or an object from tenant to expiries'),
).optional();

/** Schema of {@link ModuleTtlOptions}. */
export const moduleTtlOptionsSchema: z.ZodType<ModuleTtlOptions> = objectSchema<ModuleTtlOptions>({
  ...shape,
  tenants,
});
