import { registerAs, type ConfigType } from '@nestjs/config';
import { z } from 'zod';
import { parseEnvironment } from '../config/parse-environment.js';

const LONGEST_SILENCE_SECONDS = 3_600;

const environmentSchema = z.object({
  MESSAGE_SILENCE_SECONDS: z.coerce.number().positive().max(LONGEST_SILENCE_SECONDS).default(5),
});

/** Settings of message batches, from the environment; a bad one stops the start and is named. */
export const messageConfig = registerAs('messages', () => {
  const { MESSAGE_SILENCE_SECONDS } = parseEnvironment(environmentSchema);
  return {
    /** Seconds without a further message after which the messages of a user are processed together. */
    silenceSeconds: MESSAGE_SILENCE_SECONDS,
  };
});

export type MessageConfig = ConfigType<typeof messageConfig>;
