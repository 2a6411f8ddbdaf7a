import { z } from 'zod';
import { indexedFieldsOf } from '../codec/indexed.decorator.js';
import type { ModelClass } from '../codec/models.js';
import { keyPartProblem } from '../keys/key-segment.js';
import type { IndexedFields, IndexOptions } from './index-options.js';
import { objectSchema, selectSchema } from './option-schemas.js';

const fieldName = z
  .string('expected the name of a field')
  .refine(
    (name) => keyPartProblem(name) === undefined,
    'expected the name of a field, 1 to 1024 bytes without NUL',
  );

const model = z.custom<ModelClass>(
  (value) => typeof value === 'function' && indexedFieldsOf(value as ModelClass).length > 0,
  'expected a class with @Indexed() on a property',
);

const indexedFields = selectSchema<IndexedFields>((value) =>
  typeof value === 'function'
    ? model
    : z.array(fieldName, 'expected names of fields, or a class with @Indexed()'),
);

/** Schema of {@link IndexOptions}. */
export const indexOptionsSchema: z.ZodType<IndexOptions> = objectSchema<IndexOptions>({
  user: indexedFields.optional(),
  handlers: indexedFields.optional(),
  sharedState: indexedFields.optional(),
  tables: z.record(z.string(), indexedFields, 'expected an object from table to fields').optional(),
});
