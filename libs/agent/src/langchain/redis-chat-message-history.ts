import { BaseListChatMessageHistory } from '@langchain/core/chat_history';
import type { BaseMessage } from '@langchain/core/messages';
import { AgentStateNotFoundError } from '../state/agent-state.errors.js';
import type { AgentStateRepository } from '../state/agent-state.repository.js';
import { fromLangChainMessages } from './from-langchain.js';
import { toLangChainMessages } from './to-langchain.js';

/** Options of {@link RedisChatMessageHistory}. */
export interface ChatHistoryOptions {
  /** The tenant's threads. */
  readonly states: AgentStateRepository;
  /** The thread whose messages these are; it is created with its first message. */
  readonly threadId: string;
  /** How many of the last messages a model is shown. @default 'all' */
  readonly messages?: 'all' | number | undefined;
  /** Expiry of the thread, in seconds from its last message; `'keep'` or `'none'`. @default that of the store */
  readonly ttlSeconds?: number | 'keep' | 'none' | undefined;
}

/**
 * The messages of a thread as LangChain's chat history:
 * ```ts
 * const chain = new RunnableWithMessageHistory({
 *   runnable: prompt.pipe(model),
 *   getMessageHistory: (threadId) => new RedisChatMessageHistory({ states, threadId }),
 *   inputMessagesKey: 'input',
 *   historyMessagesKey: 'history',
 * });
 * ```
 */
export class RedisChatMessageHistory extends BaseListChatMessageHistory {
  override lc_namespace = ['tenantry', 'agent', 'history'];
  readonly #options: ChatHistoryOptions;

  constructor(options: ChatHistoryOptions) {
    // Not the options: they hold connections, and LangChain serialises what it is given.
    super();
    this.#options = options;
  }

  /** The messages of the thread, oldest first; none for a thread that does not exist. */
  override async getMessages(): Promise<BaseMessage[]> {
    const { states, threadId, messages } = this.#options;
    const state = await states.get(threadId, { messages });
    return state === null ? [] : toLangChainMessages(state.messages);
  }

  /** Appends a message. */
  override async addMessage(message: BaseMessage): Promise<void> {
    await this.addMessages([message]);
  }

  /** Appends messages in one step, with nobody else's in between. */
  override async addMessages(messages: BaseMessage[]): Promise<void> {
    const { states, threadId, ttlSeconds } = this.#options;
    await states.addMessages(threadId, fromLangChainMessages(messages), {
      createIfMissing: true,
      ttlSeconds,
    });
  }

  /** Removes the messages; other fields of the thread stay. */
  override async clear(): Promise<void> {
    const { states, threadId, ttlSeconds } = this.#options;
    try {
      await states.clearMessages(threadId, { ttlSeconds });
    } catch (error) {
      if (!(error instanceof AgentStateNotFoundError)) throw error;
    }
  }
}
