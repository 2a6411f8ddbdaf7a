import { BadGatewayException, HttpException, Inject, Injectable, Logger } from '@nestjs/common';
import {
  AgentStateRepository,
  ToolRunner,
  type AgentMessage,
  type AiMessage,
  type HumanMessage,
  type ToolMessage,
} from '@tenantry/agent';
import { TenantryError } from '@tenantry/redis';
import { randomUUID } from 'node:crypto';
import { ThreadEvents } from '../streams/thread-events.js';
import { modelHistory, REMEMBERED_MESSAGES } from './chat-history.js';
import { messageText } from './message-text.js';
import { CHAT_MODEL, type ChatModel } from './model/chat-model.js';
import { ToolCalls } from './tool-calls.js';

/** How often a model may look at results of tools before it has to answer. */
const MOST_TOOL_ROUNDS = 4;
/** Model and tools together. */
const TURN_TIMEOUT_MS = 60_000;

/** What somebody says. */
export interface SaidMessage {
  readonly text: string;
  /** @default a new thread */
  readonly threadId?: string | undefined;
  /** @default nobody in particular */
  readonly userId?: string | undefined;
  /** Whether the model may use tools. @default false */
  readonly withTools?: boolean | undefined;
}

/** What the model made of it. */
export interface ChatTurn {
  readonly threadId: string;
  readonly response: string;
  /** What tools answered on the way. */
  readonly toolMessages: readonly ToolMessage[];
}

/** Part of a thread that one turn adds, its answer last. */
type Answered = readonly [...Array<AiMessage | ToolMessage>, AiMessage];

/**
 * One message, one answer, in a thread. A thread is only appended to: whatever happens at the same time, no message is
 * lost, and each answer says in `metadata.inReplyTo` what it answers. What was said is stored before the model is
 * asked, so a model that fails loses nothing; its answer, with the tools it used, is appended in one step.
 */
@Injectable()
export class ChatTurns {
  readonly #logger = new Logger(ChatTurns.name);

  constructor(
    @Inject(AgentStateRepository) private readonly states: AgentStateRepository,
    @Inject(ThreadEvents) private readonly events: ThreadEvents,
    @Inject(CHAT_MODEL) private readonly model: ChatModel,
    @Inject(ToolCalls) private readonly tools: ToolCalls,
    @Inject(ToolRunner) private readonly runner: ToolRunner,
  ) {}

  /**
   * @throws BadGatewayException if the model fails
   * @throws LaneFullError | RunTimeoutError, and the errors of `AgentStateRepository.addMessages`
   */
  async take({ text, threadId = randomUUID(), userId, withTools = false }: SaidMessage): Promise<ChatTurn> {
    const before = await this.states.get(threadId, { messages: REMEMBERED_MESSAGES });
    const said: HumanMessage = {
      type: 'human',
      id: randomUUID(),
      content: text,
      ...(userId === undefined ? {} : { metadata: { userId } }),
    };
    await this.#append(threadId, [said], { createIfMissing: true });
    const history = [...modelHistory(before?.messages ?? []), said];
    const answered = await this.#answer(threadId, history, withTools);
    const metadata = { inReplyTo: said.id };
    // Not created anew: a thread that was deleted meanwhile stays deleted.
    await this.#append(
      threadId,
      answered.map((message) => ({
        ...message,
        id: message.id ?? randomUUID(),
        metadata: { ...message.metadata, ...metadata },
      })),
    );
    return {
      threadId,
      response: messageText(answered.at(-1) as AiMessage),
      toolMessages: answered.filter((message) => message.type === 'tool'),
    };
  }

  async #append(
    threadId: string,
    messages: readonly AgentMessage[],
    options: { readonly createIfMissing?: boolean } = {},
  ): Promise<void> {
    const { messageCount } = await this.states.addMessages(threadId, messages, options);
    await this.events.publish(threadId, { type: 'changed', messages: messageCount });
  }

  /** In the lane of agents, which bounds how many turns there are at a time. */
  async #answer(threadId: string, history: readonly AgentMessage[], withTools: boolean): Promise<Answered> {
    try {
      return await this.runner.run(
        'agent',
        async ({ signal }) => this.#rounds(threadId, history, withTools, signal),
        { timeoutMs: TURN_TIMEOUT_MS },
      );
    } catch (error) {
      if (error instanceof TenantryError || error instanceof HttpException) throw error;
      this.#logger.error('The chat model failed.', error instanceof Error ? error.stack : String(error));
      throw new BadGatewayException('The chat model could not answer. Your message is kept in the thread.');
    }
  }

  async #rounds(
    threadId: string,
    history: readonly AgentMessage[],
    withTools: boolean,
    signal: AbortSignal,
  ): Promise<Answered> {
    const added: Array<AiMessage | ToolMessage> = [];
    for (let round = 0; ; round += 1) {
      const tools = withTools && round < MOST_TOOL_ROUNDS ? this.tools.available() : [];
      const answer = await this.model.respond({ messages: [...history, ...added], tools, signal });
      const { toolCalls = [], ...spoken } = answer;
      if (toolCalls.length === 0 || tools.length === 0) return [...added, spoken];
      // Each result names its call: a model that gave them no ids gets some.
      const calls = toolCalls.map((call) => ({ ...call, id: call.id ?? randomUUID() }));
      added.push({ ...answer, toolCalls: calls });
      added.push(...(await this.tools.run(threadId, calls, signal)));
    }
  }
}
