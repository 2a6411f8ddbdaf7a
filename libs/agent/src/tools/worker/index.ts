// The entry point `@tenantry/agent/worker`: what the module of a tool in a worker thread needs, and nothing that
// would load the framework into every thread.
export { StateCallError, ToolEndedError } from './state-call.error.js';
export type { SyncSharedState, SyncWriteOptions } from './sync-shared-state.js';
export { SyncTool } from './sync-tool.js';
