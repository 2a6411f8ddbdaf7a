import { Body, Controller, Delete, Get, HttpCode, Inject, Post, Query, UseGuards } from '@nestjs/common';
import { ApiOkResponse, ApiSecurity, ApiTags } from '@nestjs/swagger';
import { TriggerRepository } from '@tenantry/redis';
import { PageQuery } from '../common/page.query.js';
import { RequireTenantGuard } from '../tenants/require-tenant.guard.js';
import {
  DeadLetterPageDto,
  DiscardDeadLettersQuery,
  DiscardedDto,
  RetriedDto,
  RetryDeadLettersDto,
} from './dto/dead-letter.dtos.js';

/** Scheduled work of the calling tenant whose attempts have all failed. */
@ApiTags('schedule')
@ApiSecurity('api-key')
@UseGuards(RequireTenantGuard)
@Controller('dead-letters')
export class DeadLettersController {
  constructor(@Inject(TriggerRepository) private readonly triggers: TriggerRepository) {}

  /** Dead letters with their last error, a page at a time. */
  @Get()
  @ApiOkResponse({ type: DeadLetterPageDto })
  async list(@Query() query: PageQuery): Promise<DeadLetterPageDto> {
    const { letters, cursor } = await this.triggers.deadLetters(query);
    // Stacks are for the operator, not for the client.
    return { letters: letters.map(({ stack: _stack, ...letter }) => letter), cursor };
  }

  /** Lets the work be tried again, now and with all attempts. */
  @Post('retry')
  @HttpCode(200)
  @ApiOkResponse({ type: RetriedDto })
  async retry(@Body() { ids }: RetryDeadLettersDto): Promise<RetriedDto> {
    return { retried: await this.triggers.retryDead(ids ?? 'all') };
  }

  /** Removes dead letters for good. */
  @Delete()
  @ApiOkResponse({ type: DiscardedDto })
  async discard(@Query() { id }: DiscardDeadLettersQuery): Promise<DiscardedDto> {
    return { discarded: await this.triggers.discardDead(id ?? 'all') };
  }
}
