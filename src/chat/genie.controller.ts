import { Body, Controller, HttpCode, Inject, Post, UseGuards } from '@nestjs/common';
import { ApiOkResponse, ApiSecurity, ApiTags } from '@nestjs/swagger';
import { TenantContext } from '@tenantry/redis';
import { RequireTenantGuard } from '../tenants/require-tenant.guard.js';
import { ChatTurns } from './chat-turns.js';
import { GenieAnswerDto, SayDto } from './dto/chat.dtos.js';

/** A conversation in a thread of the calling tenant. */
@ApiTags('chat')
@ApiSecurity('api-key')
@UseGuards(RequireTenantGuard)
@Controller('genie')
export class GenieController {
  constructor(@Inject(ChatTurns) private readonly turns: ChatTurns) {}

  /** Says something, and answers with what the assistant says. Both are added to the thread. */
  @Post()
  @HttpCode(200)
  @ApiOkResponse({ type: GenieAnswerDto })
  async say(@Body() { message, thread_id, threadId }: SayDto): Promise<GenieAnswerDto> {
    const turn = await this.turns.take({
      text: message,
      threadId: thread_id ?? threadId,
      userId: TenantContext.current()?.userId,
    });
    return { response: turn.response, thread_id: turn.threadId };
  }
}
