import { registerAs, type ConfigType } from '@nestjs/config';
import type { RedisModuleOptions } from '@tenantry/redis';
import { z } from 'zod';
import { optionalNumber, optionalText, parseEnvironment } from './parse-environment.js';

const environmentSchema = z.object({
  REDIS_APP_NAME: optionalText,
  REDIS_CONFIG_FILE: optionalText,
  REDIS_COMMAND_TIMEOUT_MS: optionalNumber('milliseconds'),
});

/**
 * Options of the Redis module from the environment of this app, as far as the module does not read them by itself:
 * it knows `REDIS_URL` and its siblings. What they mean is checked there, together with everything else.
 */
export const redisConfig = registerAs('redis', () => {
  const environment = parseEnvironment(environmentSchema);
  return {
    appName: environment.REDIS_APP_NAME ?? 'tenantry-app',
    configFile: environment.REDIS_CONFIG_FILE,
    defaults: { commandTimeoutMs: environment.REDIS_COMMAND_TIMEOUT_MS },
  } satisfies RedisModuleOptions;
});

export type RedisConfig = ConfigType<typeof redisConfig>;
