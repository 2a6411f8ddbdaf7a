import {
  Body,
  Controller,
  Delete,
  Get,
  Headers,
  HttpCode,
  Inject,
  NotFoundException,
  Param,
  Post,
  Put,
  Query,
  UseGuards,
  UseInterceptors,
} from '@nestjs/common';
import {
  ApiConflictResponse,
  ApiCreatedResponse,
  ApiHeader,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiPreconditionFailedResponse,
  ApiSecurity,
  ApiTags,
} from '@nestjs/swagger';
import { AgentStateRepository } from '@tenantry/agent';
import { randomUUID } from 'node:crypto';
import { AnnounceThreadInterceptor } from '../streams/announce-thread.interceptor.js';
import { RequireTenantGuard } from '../tenants/require-tenant.guard.js';
import {
  AgentStateDto,
  ContextDto,
  CreateStateDto,
  RelevanceDto,
  toStateData,
  toStateDto,
  WriteStateDto,
  WrittenThreadDto,
} from './dto/agent-state.dtos.js';
import { AgentMessageDto, toMessage } from './dto/message.dtos.js';
import {
  DeletedThreadDto,
  ExtendTtlDto,
  ReadStateQuery,
  ThreadExistsDto,
  ThreadTtlDto,
} from './dto/thread.dtos.js';
import { EntityTagInterceptor } from './entity-tag.interceptor.js';
import { ifMatch } from './entity-tag.js';

const IF_MATCH = { name: 'if-match', required: false, description: 'ETag of the version to change.' };

/**
 * One thread of the calling tenant. Answers carry the thread's version as `ETag`; a write with `If-Match` is refused
 * with 412 if the thread has changed since.
 */
@ApiTags('agent state')
@ApiSecurity('api-key')
@UseGuards(RequireTenantGuard)
@UseInterceptors(EntityTagInterceptor, AnnounceThreadInterceptor)
@Controller('redis/agent-state')
export class AgentStateController {
  constructor(@Inject(AgentStateRepository) private readonly states: AgentStateRepository) {}

  @Post()
  @ApiCreatedResponse({ type: WrittenThreadDto })
  @ApiConflictResponse({ description: 'The thread exists.' })
  async create(@Body() { threadId = randomUUID(), ...state }: CreateStateDto): Promise<WrittenThreadDto> {
    return this.states.create(threadId, toStateData(state));
  }

  @Get(':threadId')
  @ApiOkResponse({ type: AgentStateDto })
  @ApiNotFoundResponse()
  async find(@Param('threadId') threadId: string, @Query() query: ReadStateQuery): Promise<AgentStateDto> {
    const state = await this.states.get(threadId, query);
    if (state === null) throw unknownThread();
    return toStateDto(state);
  }

  /** Replaces the state: fields that are not named are gone; messages stay unless there are new ones. */
  @Put(':threadId')
  @ApiHeader(IF_MATCH)
  @ApiOkResponse({ type: WrittenThreadDto })
  @ApiNotFoundResponse()
  @ApiPreconditionFailedResponse()
  async replace(
    @Param('threadId') threadId: string,
    @Body() state: WriteStateDto,
    @Headers('if-match') condition?: string,
  ): Promise<WrittenThreadDto> {
    const keepMessages = state.messages === undefined;
    return this.states.set(threadId, toStateData(state), {
      ...ifMatch(condition),
      mustExist: true,
      keepMessages,
    });
  }

  @Delete(':threadId')
  @ApiHeader(IF_MATCH)
  @ApiOkResponse({ type: DeletedThreadDto })
  @ApiNotFoundResponse()
  @ApiPreconditionFailedResponse()
  async remove(
    @Param('threadId') threadId: string,
    @Headers('if-match') condition?: string,
  ): Promise<DeletedThreadDto> {
    if (!(await this.states.delete(threadId, ifMatch(condition)))) throw unknownThread();
    return { status: 'deleted' };
  }

  /** Appends a message, however many others do so at the same time. */
  @Post(':threadId/messages')
  @ApiHeader(IF_MATCH)
  @ApiCreatedResponse({ type: WrittenThreadDto })
  @ApiNotFoundResponse()
  @ApiPreconditionFailedResponse()
  async addMessage(
    @Param('threadId') threadId: string,
    @Body() message: AgentMessageDto,
    @Headers('if-match') condition?: string,
  ): Promise<WrittenThreadDto> {
    return this.states.addMessage(threadId, toMessage(message), ifMatch(condition));
  }

  @Put(':threadId/context')
  @ApiHeader(IF_MATCH)
  @ApiOkResponse({ type: WrittenThreadDto })
  @ApiNotFoundResponse()
  @ApiPreconditionFailedResponse()
  async setContext(
    @Param('threadId') threadId: string,
    @Body() { context }: ContextDto,
    @Headers('if-match') condition?: string,
  ): Promise<WrittenThreadDto> {
    return this.states.setContext(threadId, context, ifMatch(condition));
  }

  @Put(':threadId/relevance')
  @ApiHeader(IF_MATCH)
  @ApiOkResponse({ type: WrittenThreadDto })
  @ApiNotFoundResponse()
  @ApiPreconditionFailedResponse()
  async setRelevance(
    @Param('threadId') threadId: string,
    @Body() { isRelevant }: RelevanceDto,
    @Headers('if-match') condition?: string,
  ): Promise<WrittenThreadDto> {
    return this.states.setRelevance(threadId, isRelevant, ifMatch(condition));
  }

  @Get(':threadId/exists')
  @ApiOkResponse({ type: ThreadExistsDto })
  async exists(@Param('threadId') threadId: string): Promise<ThreadExistsDto> {
    return { exists: await this.states.exists(threadId) };
  }

  @Get(':threadId/ttl')
  @ApiOkResponse({ type: ThreadTtlDto })
  @ApiNotFoundResponse()
  async ttl(@Param('threadId') threadId: string): Promise<ThreadTtlDto> {
    return toTtlDto(await this.states.ttl(threadId));
  }

  /** Lets the thread live at least so long from now; a longer expiry stays. */
  @Post(':threadId/extend-ttl')
  @HttpCode(200)
  @ApiOkResponse({ type: ThreadTtlDto })
  @ApiNotFoundResponse()
  async extendTtl(
    @Param('threadId') threadId: string,
    @Body() { ttlSeconds }: ExtendTtlDto,
  ): Promise<ThreadTtlDto> {
    return toTtlDto(await this.states.extendTtl(threadId, ttlSeconds));
  }
}

function toTtlDto(ttl: number | 'none' | null): ThreadTtlDto {
  if (ttl === null) throw unknownThread();
  return { ttlSeconds: ttl === 'none' ? null : ttl };
}

function unknownThread(): NotFoundException {
  return new NotFoundException('No such thread.');
}
