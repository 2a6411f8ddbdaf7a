import { registerAs, type ConfigType } from '@nestjs/config';
import { z } from 'zod';
import { parseEnvironment } from '../config/parse-environment.js';

const SHORTEST_HEARTBEAT_SECONDS = 0.05;
const LONGEST_HEARTBEAT_SECONDS = 300;

const environmentSchema = z.object({
  STREAM_HEARTBEAT_SECONDS: z.coerce
    .number()
    .min(SHORTEST_HEARTBEAT_SECONDS)
    .max(LONGEST_HEARTBEAT_SECONDS)
    .default(15),
});

/** Settings of event streams, from the environment; a bad one stops the start and is named. */
export const streamConfig = registerAs('streams', () => {
  const { STREAM_HEARTBEAT_SECONDS } = parseEnvironment(environmentSchema);
  return {
    /**
     * Milliseconds of silence after which a stream sends a comment, so that neither side takes the connection for dead,
     * and looks whether the thread was changed by somebody who told nobody.
     */
    heartbeatMs: STREAM_HEARTBEAT_SECONDS * 1_000,
  };
});

export type StreamConfig = ConfigType<typeof streamConfig>;
