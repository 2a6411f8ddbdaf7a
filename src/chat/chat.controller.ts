import { Body, Controller, HttpCode, Inject, Post, UseGuards } from '@nestjs/common';
import { ApiHeader, ApiOkResponse, ApiSecurity, ApiTags } from '@nestjs/swagger';
import { SharedStateRepository } from '@tenantry/redis';
import { randomUUID } from 'node:crypto';
import { CONVERSATION_STATE } from '../conversation/conversation-state.js';
import { currentUserId } from '../conversation/current-user.js';
import { RequireUserGuard } from '../conversation/require-user.guard.js';
import { RequireTenantGuard } from '../tenants/require-tenant.guard.js';
import { ChatTurns } from './chat-turns.js';
import { ChatAnswerDto, ChatDto } from './dto/chat.dtos.js';
import { FollowUps } from './follow-ups.js';

/** A conversation of the user of the request, with tools that work on the user's shared states. */
@ApiTags('chat')
@ApiSecurity('api-key')
@ApiHeader({ name: 'x-user-id', required: true })
@UseGuards(RequireTenantGuard, RequireUserGuard)
@Controller('chat')
export class ChatController {
  constructor(
    @Inject(SharedStateRepository) private readonly sharedState: SharedStateRepository,
    @Inject(ChatTurns) private readonly turns: ChatTurns,
    @Inject(FollowUps) private readonly followUps: FollowUps,
  ) {}

  /** Says something, and answers with what the assistant says. The user's conversation state shows both. */
  @Post()
  @HttpCode(200)
  @ApiOkResponse({ type: ChatAnswerDto })
  async say(@Body() body: ChatDto): Promise<ChatAnswerDto> {
    const { message, followUpSeconds } = body;
    const threadId = body.thread_id ?? body.threadId ?? randomUUID();
    // First, so that tools see it.
    await this.sharedState.upsert(CONVERSATION_STATE, { last_message: message, thread_id: threadId });
    const turn = await this.turns.take({ text: message, threadId, userId: currentUserId(), withTools: true });
    await this.sharedState.updateField(CONVERSATION_STATE, 'last_response', turn.response);
    const followUpAt =
      followUpSeconds === undefined ? null : await this.followUps.schedule(threadId, followUpSeconds);
    return {
      response: turn.response,
      thread_id: threadId,
      tools: turn.toolMessages.map(({ name = '', status = 'success' }) => ({ tool: name, status })),
      followUpAt,
    };
  }
}
