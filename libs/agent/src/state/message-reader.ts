import { AGENT_MESSAGE_TYPES, type AgentMessage, type GenericMessage } from './agent-message.js';
import { isObject } from './is-object.js';

type Properties = Readonly<Record<string, unknown>>;

/** Names that other programs give to types of messages. */
const TYPE_ALIASES: Readonly<Record<string, AgentMessage['type']>> = {
  user: 'human',
  assistant: 'ai',
  developer: 'system',
  chat: 'generic',
};

/** Properties as Python and LangChain spell them. */
const SNAKE_CASE: Readonly<Record<string, string>> = {
  tool_calls: 'toolCalls',
  invalid_tool_calls: 'invalidToolCalls',
  tool_call_id: 'toolCallId',
  additional_kwargs: 'additionalKwargs',
  response_metadata: 'responseMetadata',
  usage_metadata: 'usage',
};

/**
 * The message that a stored value stands for: one of ours, LangChain's stored form (`{ type, data }`), or a message
 * of the Python service, which says `tool_calls` for `toolCalls`. Undefined for anything else.
 */
export function readMessage(value: unknown): AgentMessage | undefined {
  if (!isObject(value)) return undefined;
  const { data, ...own } = value;
  const message = isObject(data) && own['content'] === undefined ? { ...own, ...data } : value;
  const type = typeOf(message);
  const content = message['content'];
  if (type === undefined || (typeof content !== 'string' && !Array.isArray(content))) return undefined;
  const result: Record<string, unknown> = {};
  for (const [name, property] of Object.entries(message)) {
    if (property === null && name !== 'artifact') continue; // Python writes None for what is not set
    result[Object.hasOwn(SNAKE_CASE, name) ? (SNAKE_CASE[name] ?? name) : name] = property;
  }
  const roles = type === 'generic' ? { role: textOr(message['role'], 'unknown') } : {};
  const ids = type === 'tool' ? { toolCallId: textOr(result['toolCallId'], '') } : {};
  const names = type === 'function' ? { name: textOr(result['name'], '') } : {};
  return { ...result, type, ...roles, ...ids, ...names } as AgentMessage;
}

/** What stands for a stored value that {@link readMessage} cannot read: nothing is left out of a thread. */
export function unreadableMessage(content: string): GenericMessage {
  return { type: 'generic', role: 'unreadable', content };
}

function typeOf(message: Properties): AgentMessage['type'] | undefined {
  const named = message['type'] ?? message['role'];
  if (typeof named !== 'string') return undefined;
  const type = AGENT_MESSAGE_TYPES.find((known) => known === named);
  return type ?? (Object.hasOwn(TYPE_ALIASES, named) ? TYPE_ALIASES[named] : undefined);
}

function textOr(value: unknown, otherwise: string): string {
  return typeof value === 'string' ? value : otherwise;
}
