import { Inject, Injectable, Logger } from '@nestjs/common';
import { AgentStateRepository, type AiMessage } from '@tenantry/agent';
import { OnExpire, TriggerRepository, type ExpiryEvent } from '@tenantry/redis';
import { ThreadEvents } from '../streams/thread-events.js';

const ACTION = 'thread_follow_up';
const TEXT = 'Is there anything else I can help you with?';
/** Among how many of the last messages a follow-up is looked for that an attempt before has written. */
const LOOKED_AT = 50;

/** Comes back to a conversation in which nothing was said for a while. */
@Injectable()
export class FollowUps {
  readonly #logger = new Logger(FollowUps.name);

  constructor(
    @Inject(AgentStateRepository) private readonly states: AgentStateRepository,
    @Inject(TriggerRepository) private readonly triggers: TriggerRepository,
    @Inject(ThreadEvents) private readonly events: ThreadEvents,
  ) {}

  /** Schedules it, or moves it. @returns when it will be */
  async schedule(threadId: string, delaySeconds: number): Promise<Date> {
    const { dueAt } = await this.triggers.set(ACTION, threadId, delaySeconds);
    return dueAt;
  }

  /** Adds the follow-up to the thread, once, also where it is attempted several times. */
  @OnExpire(ACTION)
  async follow({ action, identifier: threadId, dueAt, firedAt, attempt }: ExpiryEvent): Promise<void> {
    const message: AiMessage = { type: 'ai', id: `${action}:${dueAt.getTime()}`, content: TEXT };
    const messages = await this.#addOnce(threadId, message);
    if (messages === undefined) {
      this.#logger.debug('A thread that was to be followed up does not exist any more.');
      return;
    }
    await this.events.publish(threadId, {
      type: 'trigger',
      action,
      dueAt: dueAt.toISOString(),
      firedAt: firedAt.toISOString(),
      attempt,
    });
    await this.events.publish(threadId, { type: 'changed', messages });
  }

  /**
   * @returns how many messages the thread has then; undefined if there is no thread
   * @throws AgentStateConflictError if somebody else wrote the thread at that moment: the next attempt comes
   */
  async #addOnce(threadId: string, message: AiMessage): Promise<number | undefined> {
    const state = await this.states.get(threadId, { messages: LOOKED_AT });
    if (state === null) return undefined;
    const { messages, omittedMessages, version: ifVersion, createdAt: ifCreatedAt } = state;
    if (messages.some(({ id }) => id === message.id)) return omittedMessages + messages.length;
    const { messageCount } = await this.states.addMessage(threadId, message, { ifVersion, ifCreatedAt });
    return messageCount;
  }
}
