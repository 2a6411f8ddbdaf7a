import { fieldsSchema } from '../common/fields.schema.js';

/** What Swagger shows for the fields of a state. */
export const STATE_SCHEMA = fieldsSchema({
  step: 1,
  context: 'user_greeting',
  collectedData: { name: 'Alice' },
});
