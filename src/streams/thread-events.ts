import { Inject, Injectable, Logger } from '@nestjs/common';
import { RedisPublisher, TenantryError } from '@tenantry/redis';
import { threadChannel, type ThreadEvent } from './thread-event.js';

/** Tells those who follow a thread of the request's tenant what happens in it. */
@Injectable()
export class ThreadEvents {
  readonly #logger = new Logger(ThreadEvents.name);

  constructor(@Inject(RedisPublisher) private readonly publisher: RedisPublisher) {}

  /**
   * Never rejects for lack of a connection: what it is about has been done, and followers read the thread again from
   * time to time.
   */
  async publish(threadId: string, event: ThreadEvent): Promise<void> {
    try {
      await this.publisher.publish(threadChannel(threadId), event);
    } catch (error) {
      if (!(error instanceof TenantryError) || error.expose) throw error;
      this.#logger.warn(`Followers of a thread were not told of an event "${event.type}": ${error.message}`);
    }
  }
}
