import { Inject, Injectable } from '@nestjs/common';
import {
  BatchCoordinator,
  BatchRepository,
  OnExpire,
  SharedStateRepository,
  TriggerRepository,
  type ClaimedItem,
  type ExpiryEvent,
} from '@tenantry/redis';
import { CONVERSATION_STATE } from '../conversation/conversation-state.js';
import { PROCESS_MESSAGE_BATCH } from './actions.js';
import { messageConfig, type MessageConfig } from './message.config.js';

const SERVICE = 'messages';
const QUEUE = 'summarize';
/** Shorter than the lease of a trigger: when a trigger comes again, so do the messages it had claimed. */
const LEASE_SECONDS = 20;
const MOST_MESSAGES = 1_000;

/** Where a message stands. */
export interface AcceptedMessage {
  /** Messages of the user that wait to be processed. */
  readonly waiting: number;
  /** When they will be, unless another message comes before. */
  readonly dueAt: Date;
}

/**
 * Collects the messages of a user until there is silence, then processes them together: each message moves the
 * trigger, and the trigger's handler claims what has been collected. The repositories are the request's tenant's
 * where a request calls, and those of the trigger's tenant in the handler.
 */
@Injectable()
export class MessageBatches {
  constructor(
    @Inject(BatchRepository) private readonly batch: BatchRepository,
    @Inject(BatchCoordinator) private readonly coordinator: BatchCoordinator,
    @Inject(SharedStateRepository) private readonly sharedState: SharedStateRepository,
    @Inject(TriggerRepository) private readonly triggers: TriggerRepository,
    @Inject(messageConfig.KEY) private readonly config: MessageConfig,
  ) {}

  /** Stores a message, and lets the silence begin anew. */
  async add(userId: string, text: string): Promise<AcceptedMessage> {
    const waiting = await this.batch.enqueue(SERVICE, userId, QUEUE, text);
    const { dueAt } = await this.triggers.set(PROCESS_MESSAGE_BATCH, userId, this.config.silenceSeconds);
    return { waiting, dueAt };
  }

  /** Writes a summary of the user's messages into the user's conversation. */
  @OnExpire(PROCESS_MESSAGE_BATCH)
  async process({ tenant, identifier: userId, signal }: ExpiryEvent): Promise<void> {
    for (;;) {
      signal.throwIfAborted();
      const messages = await this.batch.claim(SERVICE, userId, QUEUE, {
        limit: MOST_MESSAGES,
        leaseSeconds: LEASE_SECONDS,
      });
      if (messages.length === 0) break;
      await this.#summarize(userId, messages);
    }
    await this.coordinator.removeFromPending(SERVICE, tenant);
  }

  async #summarize(userId: string, messages: ReadonlyArray<ClaimedItem<unknown>>): Promise<void> {
    try {
      const texts = messages.map(({ value }) => String(value));
      const lastBatch = { messages: texts.length, text: texts.join('\n'), processedAt: new Date() };
      await this.sharedState.of(userId).upsert(CONVERSATION_STATE, { lastBatch });
    } catch (error) {
      await Promise.all(messages.map(async (message) => message.nack()));
      throw error;
    }
    await this.batch.ackAll(messages);
  }
}
