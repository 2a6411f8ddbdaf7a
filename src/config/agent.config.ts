import { registerAs, type ConfigType } from '@nestjs/config';
import { z } from 'zod';

declare module '@tenantry/redis' {
  interface RedisPoolAliases {
    agents: true;
  }
}

const environmentSchema = z.object({
  REDIS_DB: z
    .string()
    .regex(/^\d*$/, 'expected the number of a database')
    .transform((text) => (text === '' ? undefined : Number(text)))
    .optional(),
});

/** Where threads of agents are: in pool `default`, or in the database that `REDIS_DB` names. */
export const agentConfig = registerAs('agent', () => {
  const parsed = environmentSchema.safeParse(process.env);
  if (!parsed.success) throw new Error(`Invalid environment:\n${z.prettifyError(parsed.error)}`);
  const database = parsed.data.REDIS_DB;
  return database === undefined
    ? ({ pool: 'default', pools: {} } as const)
    : ({ pool: 'agents', pools: { agents: { db: database } } } as const);
});

export type AgentConfig = ConfigType<typeof agentConfig>;
