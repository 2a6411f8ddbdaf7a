import type { BaseMessage } from '@langchain/core/messages';
import type { AgentState, AgentStateData } from '../state/agent-state.js';
import { fromLangChainMessages } from './from-langchain.js';
import { toLangChainMessages } from './to-langchain.js';

/** A thread as a graph of LangChain works with it: the same state, its messages LangChain's. */
export interface LangChainAgentState {
  /** Id of the thread; ignored where a state is written back. */
  readonly threadId?: string | undefined;
  /** Oldest first. */
  messages: BaseMessage[];
  /** Whether answers are streamed. @default false */
  stream?: boolean | undefined;
  /** What the agent works with; any JSON value. @default null */
  context?: unknown;
  /** Whether the conversation concerns the agent; null while nobody has decided. @default null */
  isRelevant?: boolean | null | undefined;
  /** Fields of your own, and what the store says about the thread. */
  [field: string]: unknown;
}

/** The state of a thread with LangChain's messages, for `graph.invoke` and the like. */
export function toAgentState(state: AgentState): LangChainAgentState {
  return { ...state, messages: toLangChainMessages(state.messages) };
}

/**
 * What `AgentStateRepository.set` and `create` take, of a state with LangChain's messages.
 * @throws InvalidArgumentError for a message that cannot be stored
 */
export function fromAgentState(state: LangChainAgentState): AgentStateData {
  return { ...state, messages: fromLangChainMessages(state.messages) };
}
