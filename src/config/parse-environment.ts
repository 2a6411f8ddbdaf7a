import { z } from 'zod';

/**
 * The variables of this process that a schema describes.
 * @throws Error naming every variable that is wrong: the application does not start
 */
export function parseEnvironment<Schema extends z.ZodType>(schema: Schema): z.infer<Schema> {
  const parsed = schema.safeParse(process.env);
  if (!parsed.success) throw new Error(`Invalid environment:\n${z.prettifyError(parsed.error)}`);
  return parsed.data;
}

/** A text. Empty variables count as absent, as they do for the Redis module. */
export const optionalText = z
  .string()
  .transform((text) => (text === '' ? undefined : text))
  .optional();

/** A whole number from 0, empty or absent. @param expected what it is, for the message */
export function optionalNumber(expected: string) {
  return z
    .string()
    .regex(/^\d*$/, `expected ${expected}`)
    .transform((text) => (text === '' ? undefined : Number(text)))
    .optional();
}
