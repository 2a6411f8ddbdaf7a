import {
  InvalidConfigurationError,
  parseTenantId,
  type ConfigurationProblem,
  type PoolAlias,
  type TenantId,
} from '@tenantry/redis';
import { z } from 'zod';
import type { AgentModuleOptions } from './agent-options.js';

/** Options of the agent store, checked and complete. */
export interface ResolvedAgentOptions {
  readonly pool: PoolAlias;
  /** Undefined: as the Redis module has it. */
  readonly keyPrefix: string | undefined;
  readonly ttlSeconds: number | 'none';
  /** Undefined: any. */
  readonly database: number | undefined;
  readonly seedDocuments:
    { readonly tenant: TenantId; readonly pool: PoolAlias; readonly keyPrefix: string } | undefined;
}

const DEFAULT_TTL_SECONDS = 2_592_000;
const MAX_TTL_SECONDS = 315_360_000;
const MAX_DATABASE = 16_383;

const seconds = z.number().positive().max(MAX_TTL_SECONDS);
const database = z.int().min(0).max(MAX_DATABASE);
const digits = z.string().regex(/^\d+$/, 'expected a whole number').transform(Number);
const word = z.string().min(1).max(256);

const optionsSchema = z.strictObject({
  pool: word.optional(),
  keyPrefix: word.optional(),
  ttlSeconds: z.union([seconds, z.literal('none')]).optional(),
  database: database.optional(),
  seedDocuments: z
    .strictObject({
      tenant: z.string().transform((tenant, context) => {
        try {
          return parseTenantId(tenant);
        } catch {
          context.addIssue({ code: 'custom', message: 'expected a tenant id' });
          return z.NEVER;
        }
      }),
      pool: word.optional(),
      keyPrefix: word.optional(),
    })
    .optional(),
  env: z.union([z.literal(false), z.record(z.string(), z.string().optional())]).optional(),
});

const environmentSchema = z.object({
  REDIS_DB: digits.pipe(database).optional(),
  REDIS_KEY_PREFIX: word.optional(),
  REDIS_TTL_SECONDS: digits.pipe(seconds).optional(),
});

/**
 * Checks the options and fills in what the environment and the defaults say.
 * @throws InvalidConfigurationError naming every wrong field and where it comes from
 */
export function resolveAgentOptions(options: AgentModuleOptions = {}): ResolvedAgentOptions {
  const parsed = optionsSchema.safeParse(options);
  if (!parsed.success) throw invalid(parsed.error, 'options');
  const { env = process.env } = parsed.data;
  const set = Object.entries(env === false ? {} : env).filter(([, value]) => value !== '');
  const environment = environmentSchema.safeParse(Object.fromEntries(set));
  if (!environment.success) throw invalid(environment.error, 'environment');
  const { REDIS_DB, REDIS_KEY_PREFIX, REDIS_TTL_SECONDS } = environment.data;
  const pool = (parsed.data.pool ?? 'default') as PoolAlias;
  const { seedDocuments } = parsed.data;
  return {
    pool,
    keyPrefix: parsed.data.keyPrefix ?? REDIS_KEY_PREFIX,
    ttlSeconds: parsed.data.ttlSeconds ?? REDIS_TTL_SECONDS ?? DEFAULT_TTL_SECONDS,
    database: parsed.data.database ?? REDIS_DB,
    seedDocuments:
      seedDocuments === undefined
        ? undefined
        : {
            tenant: seedDocuments.tenant,
            pool: (seedDocuments.pool as PoolAlias | undefined) ?? pool,
            keyPrefix: seedDocuments.keyPrefix ?? REDIS_KEY_PREFIX ?? 'thread',
          },
  };
}

function invalid(error: z.ZodError, source: string): InvalidConfigurationError {
  const problems = error.issues.map(({ path, message }): ConfigurationProblem => ({
    path: path.length === 0 ? 'agent' : path.join('.'),
    problem: message,
    source,
  }));
  return new InvalidConfigurationError(problems);
}
