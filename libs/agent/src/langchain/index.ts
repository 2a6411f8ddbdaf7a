// Entry point `@tenantry/agent/langchain`: the only one that loads `@langchain/core`, an optional peer.
export { RedisChatMessageHistory, type ChatHistoryOptions } from '../history/redis-chat-message-history.js';
export { fromAgentState, toAgentState, type LangChainAgentState } from './agent-state.mapper.js';
export { fromLangChainMessage, fromLangChainMessages } from './from-langchain.js';
export { toLangChainMessage, toLangChainMessages } from './to-langchain.js';
export { toLangChainTool } from '../tools/langchain/to-langchain-tool.js';
