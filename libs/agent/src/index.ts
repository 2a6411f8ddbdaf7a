// The public surface: a written list. Everything else is internal. LangChain stands in `@tenantry/agent/langchain`.
export { AgentModule } from './agent.module.js';
export type { AgentModuleAsyncOptions, AgentModuleOptionsFactory } from './agent-module.definition.js';
export type { AgentModuleOptions, SeedDocumentsOptions } from './agent-options.js';
export { AgentTenants, type TenantAgents } from './agent-tenants.js';

export {
  AGENT_MESSAGE_TYPES,
  type AgentMessage,
  type AgentMessageType,
  type AgentToolCall,
  type AiMessage,
  type FunctionMessage,
  type GenericMessage,
  type HumanMessage,
  type InvalidAgentToolCall,
  type MessageContent,
  type MessageContentPart,
  type SystemMessage,
  type ToolMessage,
} from './state/agent-message.js';
export {
  AgentStateConflictError,
  AgentStateExistsError,
  AgentStateNotFoundError,
} from './state/agent-state.errors.js';
export type {
  AddMessagesOptions,
  ListThreadsOptions,
  ReadStateOptions,
  SetStateOptions,
  ThreadPage,
  ThreadWriteOptions,
  VersionCondition,
} from './state/agent-state.options.js';
export { AgentStateRepository } from './state/agent-state.repository.js';
export type { AgentState, AgentStateData, AgentStateFields, WrittenThread } from './state/agent-state.js';
export type { AgentStoreHealth } from './state/agent-store.health.js';

export { AgentThreads, type AgencyThread, type AgencyThreads } from './threads/agent-threads.js';

export { AgentTool } from './tools/agent-tool.js';
export type { AgentToolsOptions, WorkerThreadOptions } from './tools/agent-tools-options.js';
export { AgentToolsModule, type AgentToolsAsyncOptions } from './tools/agent-tools.module.js';
export { FUNCTION_LANES, type FunctionLane, type LaneName } from './tools/runner/lane-names.js';
export { LaneFullError, RunnerStoppedError, RunTimeoutError } from './tools/runner/runner.errors.js';
export type { LaneStatistics, RunnerStatistics } from './tools/runner/runner-statistics.js';
export { ToolRunner, type RunOptions } from './tools/runner/tool-runner.js';
export type { StandardIssue, StandardResult, StandardSchema } from './tools/standard-schema.js';
export type { ToolInputSchema } from './tools/tool-input.js';
export {
  ToolCrashedError,
  ToolFailedError,
  ToolInputError,
  type ToolInputIssue,
} from './tools/tool.errors.js';
export type { Tool, ToolCall, ToolDescription } from './tools/tool.js';
export { WorkerTool, workerTool, type WorkerToolDescription } from './tools/worker-pool/worker-tool.js';
