import { NestFactory } from '@nestjs/core';
import { Module } from '@nestjs/common';
import { AgentModule, AgentTenants, type AgentMessage, type AgentStateRepository } from '@tenantry/agent';
import { RedisModule } from '@tenantry/redis';

/** An application with an agent store on the benchmark's server. */
export interface Application {
  states(tenant: string): AgentStateRepository;
  close(): Promise<void>;
}

export async function startApplication(url: string): Promise<Application> {
  @Module({ imports: [RedisModule.forRoot({ url, env: false }), AgentModule.forRoot({ env: false })] })
  class BenchModule {}

  const app = await NestFactory.createApplicationContext(BenchModule, { logger: ['error', 'warn'] });
  const tenants = app.get(AgentTenants);
  return {
    states: (tenant) => tenants.for(tenant).states,
    close: async () => app.close(),
  };
}

/** About 120 characters of JSON. */
export function messageOf(index: number): AgentMessage {
  return {
    type: index % 2 === 0 ? 'human' : 'ai',
    content: `Message ${index}: could you tell me when my order arrives, please?`,
    id: `message-${index}`,
  };
}

export function messagesOf(count: number): AgentMessage[] {
  return Array.from({ length: count }, (_unused, index) => messageOf(index));
}
