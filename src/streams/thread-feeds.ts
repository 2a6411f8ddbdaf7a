import { Inject, Injectable, type MessageEvent } from '@nestjs/common';
import { AgentStateRepository } from '@tenantry/agent';
import {
  ConnectivityError,
  RedisSubscriber,
  type ChannelMessage,
  type ChannelSubscription,
} from '@tenantry/redis';
import { OpenStreams } from './open-streams.js';
import { streamConfig, type StreamConfig } from './stream.config.js';
import { threadChannel, toThreadEvent, type ThreadEvent } from './thread-event.js';
import { ThreadReader, type ReadFrom } from './thread-reader.js';
import { withHeartbeat } from './with-heartbeat.js';

/** Milliseconds after which clients are to connect again. */
const RETRY_MS = 2_000;
/** A follower that does not keep up loses reports of tools; messages are read from the thread. */
const MAX_QUEUE = 200;

/** A client that follows a thread. */
export interface Follower extends ReadFrom {
  /** Aborted when the client has gone. */
  readonly signal: AbortSignal;
}

/** What happens in threads of the request's tenant, as server-sent events. */
@Injectable()
export class ThreadFeeds {
  constructor(
    @Inject(AgentStateRepository) private readonly states: AgentStateRepository,
    @Inject(RedisSubscriber) private readonly subscriber: RedisSubscriber,
    @Inject(OpenStreams) private readonly openStreams: OpenStreams,
    @Inject(streamConfig.KEY) private readonly config: StreamConfig,
  ) {}

  /**
   * Follows a thread, which need not exist yet, until the client goes or the application stops.
   * @throws InvalidKeyPartError | ConnectivityError before the first event
   */
  async follow(threadId: string, { signal, ...from }: Follower): Promise<AsyncIterable<MessageEvent>> {
    const reader = new ThreadReader(this.states, threadId);
    // The id is checked, and the beginning found, before anything is listened to.
    await reader.begin(from);
    const subscription = this.subscriber.subscribe(threadChannel(threadId), { signal, maxQueue: MAX_QUEUE });
    this.openStreams.add(subscription, signal);
    try {
      await subscription.ready();
    } catch (error) {
      subscription.close();
      throw error;
    }
    return this.#events(reader, subscription);
  }

  async *#events(
    reader: ThreadReader,
    subscription: ChannelSubscription<ChannelMessage>,
  ): AsyncGenerator<MessageEvent, void> {
    yield { ...reader.event('ready', {}), retry: RETRY_MS };
    // What was written before the server had confirmed the subscription.
    yield* await this.#news(reader);
    for await (const arrived of withHeartbeat(subscription, this.config.heartbeatMs)) {
      if (arrived === 'heartbeat') {
        yield { comment: 'heartbeat' };
        yield* await this.#news(reader);
      } else {
        yield* await this.#told(reader, toThreadEvent(arrived.value));
      }
    }
  }

  async #told(reader: ThreadReader, event: ThreadEvent): Promise<MessageEvent[]> {
    if (event.type !== 'changed') {
      const { type, ...data } = event;
      return [reader.event(type, data)];
    }
    const { messages } = event;
    if (messages !== undefined && reader.hasTold(messages)) return [];
    return this.#news(reader, messages);
  }

  /** A thread that cannot be read now is read with the next heartbeat. */
  async #news(reader: ThreadReader, expected?: number): Promise<MessageEvent[]> {
    try {
      return await reader.news(expected);
    } catch (error) {
      if (error instanceof ConnectivityError) return [{ comment: 'waiting for the store' }];
      throw error;
    }
  }
}
