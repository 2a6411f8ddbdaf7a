import { MAX_FIELDS } from './fields.pipe.js';

/** What Swagger shows for a body that {@link FieldsPipe} admits. */
export function fieldsSchema<Example extends object>(example: Example) {
  return {
    type: 'object',
    additionalProperties: true,
    minProperties: 1,
    maxProperties: MAX_FIELDS,
    example,
  } as const;
}
