import {
  Controller,
  Headers,
  Inject,
  Param,
  Query,
  Sse,
  SseSignal,
  UseGuards,
  type MessageEvent,
} from '@nestjs/common';
import { ApiHeader, ApiOkResponse, ApiProduces, ApiSecurity, ApiTags } from '@nestjs/swagger';
import { from, type Observable } from 'rxjs';
import { RequireTenantGuard } from '../tenants/require-tenant.guard.js';
import { FollowThreadQuery } from './dto/stream.dtos.js';
import { ThreadFeeds } from './thread-feeds.js';
import { toPosition } from './thread-position.js';

const STREAM = `Server-sent events:
- \`ready\`: what is written from now on is told;
- \`message\` \`{ index, message }\`: a message of the thread, each once and in order;
- \`tool\` \`{ tool, toolCallId, status, durationMs }\`: a tool has run;
- \`trigger\` \`{ action, dueAt, firedAt, attempt }\`: scheduled work of the thread was done;
- \`reset\`: the messages told so far are not the thread's any more, those that follow are;
- \`deleted\`: the thread has gone; the stream stays, for one that comes in its place;
- \`gap\` \`{ missed }\`: so many messages are not told, because there are too many to catch up on.`;

/** Threads of the calling tenant while they happen. */
@ApiTags('threads')
@ApiSecurity('api-key')
@UseGuards(RequireTenantGuard)
@Controller('threads')
export class ThreadStreamsController {
  constructor(@Inject(ThreadFeeds) private readonly feeds: ThreadFeeds) {}

  /**
   * Follows a thread, also one that does not exist yet. With `Last-Event-ID` the stream goes on after that event:
   * messages are read again from the thread, so none is missing. Tools and triggers are told only while they happen.
   */
  @Sse(':threadId/events')
  @ApiProduces('text/event-stream')
  @ApiHeader({
    name: 'last-event-id',
    required: false,
    description: 'Id of the last event that was received.',
  })
  @ApiOkResponse({ description: STREAM, schema: { type: 'string' } })
  async follow(
    @Param('threadId') threadId: string,
    @Query() { messages, lastEventId }: FollowThreadQuery,
    @SseSignal() signal: AbortSignal,
    @Headers('last-event-id') header?: string,
  ): Promise<Observable<MessageEvent>> {
    const position = toPosition(header ?? lastEventId);
    return from(await this.feeds.follow(threadId, { position, messages, signal }));
  }
}
