import { registerAs, type ConfigType } from '@nestjs/config';
import { z } from 'zod';
import { parseEnvironment } from './parse-environment.js';

/** Keys for trying the app on a laptop; never accepted in production. */
const DEVELOPMENT_API_KEYS = 'acme:acme-key,globex:globex-key';

const environmentSchema = z
  .object({
    NODE_ENV: z.string().default('development'),
    PORT: z.coerce.number().int().min(0).max(65_535).default(3000),
    API_KEYS: z
      .string()
      .regex(/^[^:,]+:[^:,]+(,[^:,]+:[^:,]+)*$/, 'expected "tenant:key,tenant:key"')
      .optional(),
    TRUST_TENANT_HEADER: z.enum(['true', 'false']).default('false'),
  })
  .superRefine((environment, context) => {
    if (environment.NODE_ENV !== 'production') return;
    if (environment.API_KEYS === undefined) {
      context.addIssue({ code: 'custom', path: ['API_KEYS'], message: 'required in production' });
    }
    if (environment.TRUST_TENANT_HEADER === 'true') {
      context.addIssue({
        code: 'custom',
        path: ['TRUST_TENANT_HEADER'],
        message: 'not allowed in production',
      });
    }
  });

/** Settings of the reference app, from the environment; a bad one stops the start and is named. */
export const appConfig = registerAs('app', () => {
  const environment = parseEnvironment(environmentSchema);
  return {
    port: environment.PORT,
    apiKeys: parseApiKeys(environment.API_KEYS ?? DEVELOPMENT_API_KEYS),
    /** Development only: believe the `x-tenant-id` header. */
    trustTenantHeader: environment.TRUST_TENANT_HEADER === 'true',
  };
});

export type AppConfig = ConfigType<typeof appConfig>;

/** `tenant:key` pairs; a tenant may have several keys. */
function parseApiKeys(text: string): ReadonlyArray<{ readonly tenant: string; readonly key: string }> {
  return text.split(',').map((pair) => {
    const [tenant = '', key = ''] = pair.split(':');
    return { tenant, key };
  });
}
