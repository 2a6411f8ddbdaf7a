import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { InvalidConfigurationError, RedisConnectionManager } from '@tenantry/redis';
import { AGENT_OPTIONS } from './agent.tokens.js';
import type { ResolvedAgentOptions } from './resolve-agent-options.js';

/** At start: that the agent store is where the options say. Threads looked for in another database would seem gone. */
@Injectable()
export class AgentStoreCheck implements OnModuleInit {
  constructor(
    @Inject(RedisConnectionManager) private readonly manager: RedisConnectionManager,
    @Inject(AGENT_OPTIONS) private readonly options: ResolvedAgentOptions,
  ) {}

  /** @throws UnknownPoolError | InvalidConfigurationError */
  onModuleInit(): void {
    const { pool, database, seedDocuments } = this.options;
    if (seedDocuments !== undefined) this.manager.client(seedDocuments.pool);
    const client = this.manager.client(pool);
    if (database === undefined || 'nodes' in client) return;
    const actual = client.options.db ?? 0;
    if (actual === database) return;
    throw new InvalidConfigurationError([
      {
        path: 'REDIS_DB',
        problem:
          `expected the database of pool "${pool}", ${actual}, got ${database}. Give the agent store a pool of its ` +
          `own: \`pools: { agents: { db: ${database} } }\` of RedisModule and \`pool: 'agents'\` of AgentModule`,
        source: 'agent store',
      },
    ]);
  }
}
