import { AIMessage, ChatMessage, ToolMessage, type BaseMessage } from '@langchain/core/messages';
import { InvalidArgumentError } from '@tenantry/redis';
import type { AgentMessage, MessageContent } from '../state/agent-message.js';
import { METADATA_KEY } from './metadata-key.js';

type Properties = Readonly<Record<string, unknown>>;

/**
 * The messages as they are stored.
 * @throws InvalidArgumentError for a message of a class that is no message to store, such as `RemoveMessage`
 */
export function fromLangChainMessages(messages: readonly BaseMessage[]): AgentMessage[] {
  return messages.map(fromLangChainMessage);
}

/**
 * The message as it is stored. A chunk of a streamed message is stored as the message it is a part of, with the tool
 * calls that its pieces make up.
 * @throws InvalidArgumentError for a message of a class that is no message to store, such as `RemoveMessage`
 */
export function fromLangChainMessage(message: BaseMessage): AgentMessage {
  const { type } = message;
  switch (type) {
    case 'human':
      return { ...baseOf(message), type: 'human' };
    case 'system':
      return { ...baseOf(message), type: 'system' };
    case 'ai':
      return { ...baseOf(message), ...aiPropertiesOf(message), type: 'ai' };
    case 'tool':
      return { ...baseOf(message), ...toolPropertiesOf(message), type: 'tool' };
    case 'function':
      return { ...baseOf(message), type: 'function', name: message.name ?? '' };
    case 'generic':
      return {
        ...baseOf(message),
        type: 'generic',
        role: ChatMessage.isInstance(message) ? message.role : 'unknown',
      };
    default:
      throw new InvalidArgumentError('messages', 'messages that say something', `one of type ${type}`);
  }
}

function baseOf(message: BaseMessage): Omit<AgentMessage, 'type'> & { content: MessageContent } {
  const { [METADATA_KEY]: metadata, ...additionalKwargs } = message.additional_kwargs;
  return {
    content: message.content,
    ...unlessEmpty('id', message.id),
    ...unlessEmpty('name', message.name),
    ...unlessEmpty('metadata', metadata),
    ...unlessEmpty('additionalKwargs', additionalKwargs),
    ...unlessEmpty('responseMetadata', message.response_metadata),
  };
}

function aiPropertiesOf(message: BaseMessage): Properties {
  if (!AIMessage.isInstance(message)) return {};
  return {
    ...unlessEmpty('toolCalls', message.tool_calls),
    ...unlessEmpty('invalidToolCalls', message.invalid_tool_calls),
    ...unlessEmpty('usage', message.usage_metadata),
  };
}

function toolPropertiesOf(message: BaseMessage): { readonly toolCallId: string } {
  if (!ToolMessage.isInstance(message)) return { toolCallId: '' };
  return {
    toolCallId: message.tool_call_id,
    ...unlessEmpty('status', message.status),
    ...(message.artifact === undefined ? {} : { artifact: message.artifact as unknown }),
    ...unlessEmpty('metadata', message.metadata),
  };
}

/** LangChain fills in empty lists and objects by itself. */
function unlessEmpty(name: string, value: unknown): Properties {
  if (value === undefined || value === null) return {};
  return typeof value === 'object' && Object.keys(value).length === 0 ? {} : { [name]: value };
}
