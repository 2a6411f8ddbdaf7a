import { z } from 'zod';
import type { ReplicaDurability, WriteDurability } from './durability-options.js';
import {
  objectSchema,
  optionalInteger,
  selectSchema,
  TEN_MINUTES_MS,
  type SchemaShape,
} from './option-schemas.js';

const MOST_REPLICAS = 100;

const shape: SchemaShape<ReplicaDurability> = {
  replicas: optionalInteger(1, MOST_REPLICAS),
  timeoutMs: optionalInteger(1, TEN_MINUTES_MS),
};

const names = z.literal(['memory', 'replica'], 'expected "memory", "replica" or { replicas, timeoutMs }');
const replicas = objectSchema(shape);

/** Schema of the option `durability` of a pool. */
export const durabilitySchema: z.ZodType<WriteDurability | undefined> = selectSchema<WriteDurability>(
  (value): z.ZodType => (typeof value === 'object' && value !== null ? replicas : names),
).optional();
