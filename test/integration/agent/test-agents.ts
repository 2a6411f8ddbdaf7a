import { AgentStateRepository } from '../../../libs/agent/src/state/agent-state.repository.js';
import {
  resolveAgentOptions,
  type ResolvedAgentOptions,
} from '../../../libs/agent/src/resolve-agent-options.js';
import type { AgentModuleOptions } from '../../../libs/agent/src/agent-options.js';
import type { TenantScope } from '../../../libs/redis/src/repositories/tenant-scope.js';
import type { AgentMessage } from '../../../libs/agent/src/state/agent-message.js';

/** The store's options with nothing from the environment. */
export function agentOptions(options: AgentModuleOptions = {}): ResolvedAgentOptions {
  return resolveAgentOptions({ env: false, ...options });
}

export function statesOf(scope: TenantScope, options: AgentModuleOptions = {}): AgentStateRepository {
  return new AgentStateRepository(scope, agentOptions(options));
}

export function human(content: string): AgentMessage {
  return { type: 'human', content };
}

export function textsOf(messages: readonly AgentMessage[]): unknown[] {
  return messages.map(({ content }) => content);
}
