import { Body, Controller, HttpCode, Inject, Post, UseGuards } from '@nestjs/common';
import { ApiAcceptedResponse, ApiHeader, ApiSecurity, ApiTags } from '@nestjs/swagger';
import { currentUserId } from '../conversation/current-user.js';
import { RequireUserGuard } from '../conversation/require-user.guard.js';
import { RequireTenantGuard } from '../tenants/require-tenant.guard.js';
import { AcceptedMessageDto, MessageDto } from './dto/message.dtos.js';
import { MessageBatches } from './message-batches.service.js';

/** Messages of the user of the request. */
@ApiTags('schedule')
@ApiSecurity('api-key')
@ApiHeader({ name: 'x-user-id', required: true })
@UseGuards(RequireTenantGuard, RequireUserGuard)
@Controller('messages')
export class MessagesController {
  constructor(@Inject(MessageBatches) private readonly batches: MessageBatches) {}

  /** Takes a message. When the user has been silent for a while, all of them are processed together. */
  @Post()
  @HttpCode(202)
  @ApiAcceptedResponse({ type: AcceptedMessageDto })
  async add(@Body() { text }: MessageDto): Promise<AcceptedMessageDto> {
    return { status: 'accepted', ...(await this.batches.add(currentUserId(), text)) };
  }
}
