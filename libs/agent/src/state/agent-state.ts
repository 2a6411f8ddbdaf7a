import type { AgentMessage } from './agent-message.js';

/** What a caller says about a thread; anything else is a field of the application's own. */
export interface AgentStateData {
  /** @default [] */
  readonly messages?: readonly AgentMessage[] | undefined;
  /** Whether answers are streamed. @default false */
  readonly stream?: boolean | undefined;
  /** What the agent works with; any JSON value. @default null */
  readonly context?: unknown;
  /** Whether the conversation concerns the agent; null while nobody has decided. @default null */
  readonly isRelevant?: boolean | null | undefined;
  /**
   * Fields of your own: any value that a repository stores. `threadId`, `createdAt`, `updatedAt`, `version` and
   * `omittedMessages` are the store's: they are ignored, so that a state that was read can be written back.
   */
  readonly [field: string]: unknown;
}

/** Fields of a thread without its messages; those that are `undefined` stay as they are. */
export interface AgentStateFields extends AgentStateData {
  readonly messages?: undefined;
}

/** A thread as it was at one moment. */
export interface AgentState {
  readonly threadId: string;
  /** Oldest first. */
  messages: AgentMessage[];
  /** Whether answers are streamed. */
  stream: boolean;
  /** What the agent works with; any JSON value. */
  context: unknown;
  /** Whether the conversation concerns the agent; null while nobody has decided. */
  isRelevant: boolean | null;
  /** When the thread was created, by the clock of the server. */
  readonly createdAt: Date;
  /** When the thread was last written, by the clock of the server. */
  readonly updatedAt: Date;
  /** 1 for a new thread; one more with every write. */
  readonly version: number;
  /** Older messages that were not asked for. */
  readonly omittedMessages: number;
  /** Fields of your own. */
  [field: string]: unknown;
}

/** What a write made of a thread. */
export interface WrittenThread {
  readonly threadId: string;
  /** For `ifVersion` of the next write. */
  readonly version: number;
  /** For `ifCreatedAt` of the next write. */
  readonly createdAt: Date;
  /** When this write was done, by the clock of the server. */
  readonly updatedAt: Date;
  /** How many messages the thread has now. */
  readonly messageCount: number;
}
