/** One part of a message that is not plain text alone, such as `{ type: 'image_url', image_url: ... }`. */
export type MessageContentPart = Readonly<Record<string, unknown>>;

/** Text, or parts in order. */
export type MessageContent = string | ReadonlyArray<string | MessageContentPart>;

/** What a model wants a tool to be called with. */
export interface AgentToolCall {
  /** Given by the model; the tool's message names it as `toolCallId`. */
  readonly id?: string | undefined;
  /** Name of the tool. */
  readonly name: string;
  /** Its input, not validated. */
  readonly args: Readonly<Record<string, unknown>>;
}

/** A tool call that a model wrote and nobody could read. */
export interface InvalidAgentToolCall {
  /** As far as it could be read. */
  readonly id?: string | undefined;
  /** Name of the tool, as far as it could be read. */
  readonly name?: string | undefined;
  /** What the model wrote. */
  readonly args?: string | undefined;
  /** Why it could not be read. */
  readonly error?: string | undefined;
}

/** What messages of all types have. */
interface MessageBase {
  /** What the message says. */
  readonly content: MessageContent;
  /** The application's or the model's; the store neither makes nor compares ids. */
  readonly id?: string | undefined;
  /** Who says it, where there are several of a kind. */
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
  /** Tools that the model wants to be called before it goes on. */
  readonly toolCalls?: readonly AgentToolCall[] | undefined;
  /** Those that could not be read. */
  readonly invalidToolCalls?: readonly InvalidAgentToolCall[] | undefined;
  /** Tokens used, LangChain's `usage_metadata`. */
  readonly usage?: Readonly<Record<string, unknown>> | undefined;
}

/** What a tool answered. */
export interface ToolMessage extends MessageBase {
  readonly type: 'tool';
  /** `id` of the tool call that this answers. */
  readonly toolCallId: string;
  /** Whether the tool did what it was asked to. */
  readonly status?: 'success' | 'error' | undefined;
  /** What the tool returned beside what the model reads. */
  readonly artifact?: unknown;
}

/** What a function answered: the predecessor of {@link ToolMessage}. */
export interface FunctionMessage extends MessageBase {
  readonly type: 'function';
  /** Name of the function. */
  readonly name: string;
}

/** A message of any other role. */
export interface GenericMessage extends MessageBase {
  readonly type: 'generic';
  /** Who speaks, in the words of whoever wrote the message. */
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
