import type { BaseChatModel } from '@langchain/core/language_models/chat_models';
import type { AiMessage, ToolRunner } from '@tenantry/agent';
import { fromLangChainMessage, toLangChainMessages, toLangChainTool } from '@tenantry/agent/langchain';
import type { ChatModel, ChatRequest } from './chat-model.js';

/**
 * A chat model of LangChain. Only who uses it needs `@langchain/core`:
 * ```ts
 * AppModule.register({
 *   chatModel: { inject: [ToolRunner], useFactory: (runner) => new LangChainChatModel(new ChatOpenAI(), runner) },
 * });
 * ```
 */
export class LangChainChatModel implements ChatModel {
  readonly #model: BaseChatModel;
  readonly #runner: ToolRunner;

  constructor(model: BaseChatModel, runner: ToolRunner) {
    this.#model = model;
    this.#runner = runner;
  }

  /** @throws Error if the model answers with anything but a message of an AI */
  async respond({ messages, tools, signal }: ChatRequest): Promise<AiMessage> {
    const withTools =
      tools.length === 0
        ? this.#model
        : this.#model.bindTools?.(tools.map((tool) => toLangChainTool(tool, this.#runner)));
    // A model that knows no tools answers without them.
    const answer = await (withTools ?? this.#model).invoke(toLangChainMessages(messages), { signal });
    const message = fromLangChainMessage(answer);
    if (message.type === 'ai') return message;
    throw new Error(`The model answered with a message of type "${message.type}".`);
  }
}
