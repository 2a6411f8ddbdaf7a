import { registerAs, type ConfigType } from '@nestjs/config';
import { z } from 'zod';

const LONGEST_SILENCE_SECONDS = 3_600;

const environmentSchema = z.object({
  MESSAGE_SILENCE_SECONDS: z.coerce.number().positive().max(LONGEST_SILENCE_SECONDS).default(5),
});

/** Settings of message batches, from the environment; a bad one stops the start and is named. */
export const messageConfig = registerAs('messages', () => {
  const parsed = environmentSchema.safeParse(process.env);
  if (!parsed.success) throw new Error(`Invalid environment:\n${z.prettifyError(parsed.error)}`);
  return {
    /** Seconds without a further message after which the messages of a user are processed together. */
    silenceSeconds: parsed.data.MESSAGE_SILENCE_SECONDS,
  };
});

export type MessageConfig = ConfigType<typeof messageConfig>;
