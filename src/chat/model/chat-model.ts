import type { AgentMessage, AiMessage } from '@tenantry/agent';
import type { AnyTool } from '../../tools-api/tools.registry.js';

/** Injection token of the {@link ChatModel}. */
export const CHAT_MODEL = Symbol('CHAT_MODEL');

/** What a model is asked. */
export interface ChatRequest {
  /** The conversation so far, oldest first; the last ones wait for an answer. */
  readonly messages: readonly AgentMessage[];
  /** Tools that the answer may ask for. */
  readonly tools: readonly AnyTool[];
  /** Aborted when nobody waits for the answer any more. */
  readonly signal: AbortSignal;
}

/** Whatever continues a conversation. */
export interface ChatModel {
  /** What comes next: an answer, or tool calls whose results it wants to see first. */
  respond(request: ChatRequest): Promise<AiMessage>;
}
