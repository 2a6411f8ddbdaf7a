import { Body, Controller, Get, HttpCode, Inject, Post, Query, UseGuards } from '@nestjs/common';
import { ApiOkResponse, ApiSecurity, ApiTags } from '@nestjs/swagger';
import { AgentStateRepository } from '@tenantry/agent';
import { RequireTenantGuard } from '../tenants/require-tenant.guard.js';
import { toStateDto } from './dto/agent-state.dtos.js';
import {
  CleanedUpDto,
  CleanupDto,
  ListThreadsQuery,
  RecentThreadsDto,
  RecentThreadsQuery,
  ThreadPageDto,
} from './dto/thread.dtos.js';

const RECENT_MESSAGES = 20;

/** All threads of the calling tenant. */
@ApiTags('agent state')
@ApiSecurity('api-key')
@UseGuards(RequireTenantGuard)
@Controller('redis')
export class AgentStatesController {
  constructor(@Inject(AgentStateRepository) private readonly states: AgentStateRepository) {}

  /** Ids of threads in byte order, page by page. */
  @Get('agent-states')
  @ApiOkResponse({ type: ThreadPageDto })
  async list(@Query() query: ListThreadsQuery): Promise<ThreadPageDto> {
    const [page, total] = await Promise.all([this.states.list(query), this.states.count()]);
    return { ...page, total };
  }

  /** The threads that were written last, the latest first. */
  @Get('agent-states/recent')
  @ApiOkResponse({ type: RecentThreadsDto })
  async recent(
    @Query() { limit, messages = RECENT_MESSAGES }: RecentThreadsQuery,
  ): Promise<RecentThreadsDto> {
    return { states: (await this.states.recent(limit, { messages })).map(toStateDto) };
  }

  /** Removes threads that nobody has written for long. */
  @Post('cleanup-expired')
  @HttpCode(200)
  @ApiOkResponse({ type: CleanedUpDto })
  async cleanUp(@Body() { maxAgeDays }: CleanupDto): Promise<CleanedUpDto> {
    return { removed: await this.states.cleanupExpired(maxAgeDays) };
  }
}
