// Entry point `@tenantry/agent/langchain`: the only one that loads `@langchain/core`, an optional peer.
export { fromAgentState, toAgentState, type LangChainAgentState } from './agent-state.mapper.js';
export { fromLangChainMessage, fromLangChainMessages } from './from-langchain.js';
export { RedisChatMessageHistory, type ChatHistoryOptions } from './redis-chat-message-history.js';
export { toLangChainMessage, toLangChainMessages } from './to-langchain.js';
export { toLangChainTool } from '../tools/langchain/to-langchain-tool.js';
