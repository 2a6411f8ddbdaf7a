/** One part of a message that is not plain text alone, such as `{ type: 'image_url', image_url: ... }`. */
export type MessageContentPart = Readonly<Record<string, unknown>>;

/** Text, or parts in order. */
export type MessageContent = string | ReadonlyArray<string | MessageContentPart>;

/** What a model wants a tool to be called with. */
export interface AgentToolCall {
  readonly id?: string | undefined;
  readonly name: string;
  readonly args: Readonly<Record<string, unknown>>;
}

/** A tool call that a model wrote and nobody could read. */
export interface InvalidAgentToolCall {
  readonly id?: string | undefined;
  readonly name?: string | undefined;
  /** What the model wrote. */
  readonly args?: string | undefined;
  readonly error?: string | undefined;
}

interface MessageBase {
  readonly content: MessageContent;
  readonly id?: string | undefined;
  readonly name?: string | undefined;
  /** Whatever the application wants to know of the message; stored and returned as it is. */
  readonly metadata?: Readonly<Record<string, unknown>> | undefined;
  /** LangChain's `additional_kwargs`. */
  readonly additionalKwargs?: Readonly<Record<string, unknown>> | undefined;
  /** LangChain's `response_metadata`. */
  readonly responseMetadata?: Readonly<Record<string, unknown>> | undefined;
}

/** What a person said. */
export interface HumanMessage extends MessageBase {
  readonly type: 'human';
}

/** What the model is told to be. */
export interface SystemMessage extends MessageBase {
  readonly type: 'system';
}

/** What a model said. */
export interface AiMessage extends MessageBase {
  readonly type: 'ai';
  readonly toolCalls?: readonly AgentToolCall[] | undefined;
  readonly invalidToolCalls?: readonly InvalidAgentToolCall[] | undefined;
  /** Tokens used, LangChain's `usage_metadata`. */
  readonly usage?: Readonly<Record<string, unknown>> | undefined;
}

/** What a tool answered. */
export interface ToolMessage extends MessageBase {
  readonly type: 'tool';
  /** `id` of the tool call that this answers. */
  readonly toolCallId: string;
  readonly status?: 'success' | 'error' | undefined;
  /** What the tool returned beside what the model reads. */
  readonly artifact?: unknown;
}

/** What a function answered: the predecessor of {@link ToolMessage}. */
export interface FunctionMessage extends MessageBase {
  readonly type: 'function';
  readonly name: string;
}

/** A message of any other role. */
export interface GenericMessage extends MessageBase {
  readonly type: 'generic';
  readonly role: string;
}

/** One message of a thread. */
export type AgentMessage =
  HumanMessage | SystemMessage | AiMessage | ToolMessage | FunctionMessage | GenericMessage;

/** `type` of an {@link AgentMessage}. */
export type AgentMessageType = AgentMessage['type'];

/** Every {@link AgentMessageType}. */
export const AGENT_MESSAGE_TYPES = [
  'human',
  'ai',
  'system',
  'tool',
  'function',
  'generic',
] as const satisfies readonly AgentMessageType[];
