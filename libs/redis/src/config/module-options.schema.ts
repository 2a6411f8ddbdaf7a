import type { LoggerService } from '@nestjs/common';
import { z } from 'zod';
import { indexOptionsSchema } from './index-options.schema.js';
import type { CoreModuleOptions, KeyModuleOptions } from './module-options.js';
import {
  aliasSchema,
  objectSchema,
  optionalMatch,
  optionalText,
  selectSchema,
  type SchemaShape,
} from './option-schemas.js';
import type { RedisPoolOptions } from './pool-options.js';
import { poolOptionsSchema } from './pool-options.schema.js';
import { moduleTtlOptionsSchema } from './ttl-options.schema.js';
import type { KeyPrefixes } from '../keys/key-options.js';
import { registryOptionsSchema } from './registry/registry-options.schema.js';

export { aliasSchema };

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
const EXPECTED_NAME = 'up to 64 letters, digits, ".", "_" or "-", beginning with a letter or digit';

const LOGGER_METHODS = ['log', 'warn', 'error'] as const;

const logger = z.custom<LoggerService>(
  (value) =>
    typeof value === 'object' &&
    value !== null &&
    LOGGER_METHODS.every((method) => typeof Reflect.get(value, method) === 'function'),
  'expected a LoggerService with log, warn and error',
);

const prefix = z.string('expected text').optional();

const prefixes = objectSchema<Partial<KeyPrefixes>>({
  user: prefix,
  state: prefix,
  table: prefix,
  tableKey: prefix,
  sharedState: prefix,
  trigger: prefix,
  batch: prefix,
  leases: prefix,
  pending: prefix,
  thread: prefix,
  messages: prefix,
  index: prefix,
  threads: prefix,
});

const keys = objectSchema<KeyModuleOptions>({
  layout: z.enum(['percent', 'python'], 'expected "percent" or "python"').optional(),
  hashTag: z
    .union([z.literal(false), z.enum(['tenant', 'entity'])], 'expected "tenant", "entity" or false')
    .optional(),
  prefixes: prefixes.optional(),
});

const pools = z.record(
  aliasSchema,
  selectSchema<string | RedisPoolOptions>((pool) =>
    typeof pool === 'string' ? z.string() : poolOptionsSchema,
  ),
  'expected an object from alias to URL or options',
);

const environment = z.record(
  z.string(),
  z.string('expected text').optional(),
  'expected an object of variables',
);

/** A schema for every option but those of the layers above. */
export const coreOptionsShape: SchemaShape<CoreModuleOptions> = {
  appName: optionalMatch(NAME, EXPECTED_NAME),
  namespace: optionalMatch(NAME, EXPECTED_NAME),
  url: z.string('expected a Redis URL').optional(),
  pools: pools.optional(),
  defaults: poolOptionsSchema.optional(),
  keys: keys.optional(),
  codec: z.enum(['lossless', 'python'], 'expected "lossless" or "python"').optional(),
  indexes: indexOptionsSchema.optional(),
  ttl: moduleTtlOptionsSchema.optional(),
  errors: z.enum(['throw', 'fallback'], 'expected "throw" or "fallback"').optional(),
  env: selectSchema<Exclude<CoreModuleOptions['env'], undefined>>((value) =>
    value === false ? z.unknown() : environment,
  ).optional(),
  configFile: selectSchema<Exclude<CoreModuleOptions['configFile'], undefined>>((value) =>
    value === false ? z.unknown() : optionalText('the path of a YAML file, or false'),
  ).optional(),
  registry: registryOptionsSchema.optional(),
  logger: logger.optional(),
};
