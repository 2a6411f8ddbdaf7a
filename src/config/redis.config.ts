import { registerAs, type ConfigType } from '@nestjs/config';
import type { RedisModuleOptions } from '@tenantry/redis';
import { z } from 'zod';

/** Empty variables count as absent, as they do for the module. */
const optionalText = z
  .string()
  .transform((text) => (text === '' ? undefined : text))
  .optional();

const environmentSchema = z.object({
  REDIS_APP_NAME: optionalText,
  REDIS_CONFIG_FILE: optionalText,
  REDIS_COMMAND_TIMEOUT_MS: z
    .string()
    .regex(/^\d*$/, 'expected milliseconds')
    .transform((text) => (text === '' ? undefined : Number(text)))
    .optional(),
});

/**
 * Options of the Redis module from the environment of this app, as far as the module does not read them by itself:
 * it knows `REDIS_URL` and its siblings. What they mean is checked there, together with everything else.
 */
export const redisConfig = registerAs('redis', () => {
  const parsed = environmentSchema.safeParse(process.env);
  if (!parsed.success) throw new Error(`Invalid environment:\n${z.prettifyError(parsed.error)}`);
  const environment = parsed.data;
  return {
    appName: environment.REDIS_APP_NAME ?? 'tenantry-app',
    configFile: environment.REDIS_CONFIG_FILE,
    defaults: { commandTimeoutMs: environment.REDIS_COMMAND_TIMEOUT_MS },
  } satisfies RedisModuleOptions;
});

export type RedisConfig = ConfigType<typeof redisConfig>;
