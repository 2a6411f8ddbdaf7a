/** What Swagger shows for the fields of a state. */
export const STATE_SCHEMA = {
  type: 'object',
  additionalProperties: true,
  minProperties: 1,
  maxProperties: 100,
  example: { step: 1, context: 'user_greeting', collectedData: { name: 'Alice' } },
} as const;
