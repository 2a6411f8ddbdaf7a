import {
  AIMessage,
  ChatMessage,
  FunctionMessage,
  HumanMessage,
  SystemMessage,
  ToolMessage,
  type AIMessageFields,
  type BaseMessage,
  type BaseMessageFields,
} from '@langchain/core/messages';
import type { AgentMessage } from '../state/agent-message.js';
import { METADATA_KEY } from './metadata-key.js';

/** The messages as LangChain's classes. */
export function toLangChainMessages(messages: readonly AgentMessage[]): BaseMessage[] {
  return messages.map(toLangChainMessage);
}

/** The message as LangChain's class of its type. */
export function toLangChainMessage(message: AgentMessage): BaseMessage {
  const fields = baseFields(message);
  switch (message.type) {
    case 'human':
      return new HumanMessage(fields);
    case 'system':
      return new SystemMessage(fields);
    case 'ai':
      return new AIMessage({
        ...fields,
        ...(message.toolCalls === undefined ? {} : { tool_calls: message.toolCalls.map(copyOf) }),
        ...(message.invalidToolCalls === undefined
          ? {}
          : { invalid_tool_calls: message.invalidToolCalls.map(copyOf) }),
        ...(message.usage === undefined ? {} : { usage_metadata: message.usage }),
      } as AIMessageFields);
    case 'tool':
      return new ToolMessage({
        ...fields,
        tool_call_id: message.toolCallId,
        ...(message.status === undefined ? {} : { status: message.status }),
        ...(message.artifact === undefined ? {} : { artifact: message.artifact }),
        ...(message.metadata === undefined ? {} : { metadata: { ...message.metadata } }),
      });
    case 'function':
      return new FunctionMessage({ ...fields, name: message.name });
    default:
      return new ChatMessage({ ...fields, role: message.role });
  }
}

/** LangChain's constructors change what they are given: everything is a copy. */
function baseFields(message: AgentMessage): BaseMessageFields & { content: string } {
  const { content, id, name, type, metadata, additionalKwargs = {}, responseMetadata = {} } = message;
  const ownMetadata = metadata === undefined || type === 'tool' ? {} : { [METADATA_KEY]: metadata };
  return {
    // LangChain's type of content is that of each message class.
    content: (typeof content === 'string' ? content : [...content]) as string,
    additional_kwargs: { ...additionalKwargs, ...ownMetadata },
    response_metadata: { ...responseMetadata },
    ...(id === undefined ? {} : { id }),
    ...(name === undefined ? {} : { name }),
  };
}

function copyOf<T extends object>(value: T): T {
  return { ...value };
}
