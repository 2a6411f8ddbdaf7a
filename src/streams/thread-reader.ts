import type { MessageEvent } from '@nestjs/common';
import type { AgentMessage, AgentState, AgentStateRepository } from '@tenantry/agent';
import { bigIntAsText } from '../common/json.js';
import { NOWHERE, toEventId, type ThreadPosition } from './thread-position.js';

/** Most messages that are caught up on at once; of older ones is only told that they are missing. */
const MOST_AT_ONCE = 1_000;

/** Where a follower of a thread wants to begin. */
export interface ReadFrom {
  /** After what it has been told already. */
  readonly position?: ThreadPosition | undefined;
  /** Otherwise with so many of the last messages. @default 0 */
  readonly messages?: number | undefined;
}

/** Reads what one follower of a thread has not been told yet: the thread itself is what is told of. */
export class ThreadReader {
  readonly #states: AgentStateRepository;
  readonly #threadId: string;
  #position: ThreadPosition = NOWHERE;

  constructor(states: AgentStateRepository, threadId: string) {
    this.#states = states;
    this.#threadId = threadId;
  }

  /** Finds the beginning. @throws InvalidKeyPartError | ConnectivityError */
  async begin({ position, messages = 0 }: ReadFrom): Promise<void> {
    // Read also where the position is given: a bad id is to be told before the first event.
    const state = await this.#states.get(this.#threadId, { messages: position === undefined ? messages : 0 });
    this.#position =
      position ?? (state === null ? NOWHERE : { ...positionOf(state), messages: state.omittedMessages });
  }

  /** An event about the thread. Its id is that of the last message told, so that none is missed after it. */
  event(type: string, data: object): MessageEvent {
    return { type, id: toEventId(this.#position), data: JSON.stringify(data, bigIntAsText) };
  }

  /** Whether so many messages of a thread that is only appended to have been told. */
  hasTold(messages: number): boolean {
    return messages <= this.#position.messages;
  }

  /**
   * What has been added since, one event for each message.
   * @param expected how many messages there are, as far as the caller knows
   */
  async news(expected = 0): Promise<MessageEvent[]> {
    const events: MessageEvent[] = [];
    let wanted = Math.max(0, expected - this.#position.messages);
    for (;;) {
      const state = await this.#states.get(this.#threadId, { messages: Math.min(wanted, MOST_AT_ONCE) });
      if (state === null) return [...events, ...this.#gone()];
      events.push(...this.#resetUnlessContinued(state));
      wanted = positionOf(state).messages - this.#position.messages;
      if (Math.min(wanted, MOST_AT_ONCE) <= state.messages.length) return [...events, ...this.#added(state)];
    }
  }

  #added(state: AgentState): MessageEvent[] {
    const { createdAt, messages: total } = positionOf(state);
    const told = this.#position.messages;
    const first = Math.max(told, total - MOST_AT_ONCE);
    this.#position = { createdAt, messages: first };
    const gap = first > told ? [this.event('gap', { missed: first - told })] : [];
    const added = state.messages.slice(first - state.omittedMessages);
    return [...gap, ...added.map((message, at) => this.#message(message, first + at))];
  }

  #message(message: AgentMessage, index: number): MessageEvent {
    this.#position = { ...this.#position, messages: index + 1 };
    return this.event('message', { index, message });
  }

  /** A thread in the place of the one that was told of, or with fewer messages, is told from its beginning. */
  #resetUnlessContinued(state: AgentState): MessageEvent[] {
    const known = this.#position;
    const actual = positionOf(state);
    if (actual.createdAt === known.createdAt && actual.messages >= known.messages) return [];
    this.#position = { ...actual, messages: 0 };
    // A thread that has come into being replaces nothing.
    return known.createdAt === 0 ? [] : [this.event('reset', { threadId: this.#threadId })];
  }

  #gone(): MessageEvent[] {
    if (this.#position.createdAt === 0) return [];
    this.#position = NOWHERE;
    return [this.event('deleted', { threadId: this.#threadId })];
  }
}

function positionOf({ createdAt, messages, omittedMessages }: AgentState): ThreadPosition {
  return { createdAt: createdAt.getTime(), messages: omittedMessages + messages.length };
}
