import { registerAs, type ConfigType } from '@nestjs/config';
import { z } from 'zod';
import { optionalNumber, parseEnvironment } from './parse-environment.js';

declare module '@tenantry/redis' {
  interface RedisPoolAliases {
    agents: true;
  }
}

const environmentSchema = z.object({
  REDIS_DB: optionalNumber('the number of a database'),
});

/** Where threads of agents are: in pool `default`, or in the database that `REDIS_DB` names. */
export const agentConfig = registerAs('agent', () => {
  const { REDIS_DB: database } = parseEnvironment(environmentSchema);
  return database === undefined
    ? ({ pool: 'default', pools: {} } as const)
    : ({ pool: 'agents', pools: { agents: { db: database } } } as const);
});

export type AgentConfig = ConfigType<typeof agentConfig>;
