import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  Inject,
  NotFoundException,
  Param,
  Post,
  Query,
  UseGuards,
} from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiSecurity, ApiTags } from '@nestjs/swagger';
import { TriggerRepository } from '@tenantry/redis';
import { RequireTenantGuard } from '../tenants/require-tenant.guard.js';
import { SEND_REMINDER } from './actions.js';
import { delayText } from './delay-text.js';
import {
  ScheduledWorkDto,
  SchedulePageDto,
  SchedulePageQuery,
  ScheduleWorkDto,
} from './dto/schedule.dtos.js';

const DEFAULT_DELAY_SECONDS = 3_600;

/** Work of the calling tenant that is to be done later. */
@ApiTags('schedule')
@ApiSecurity('api-key')
@UseGuards(RequireTenantGuard)
@Controller('schedule-work')
export class ScheduleController {
  constructor(@Inject(TriggerRepository) private readonly triggers: TriggerRepository) {}

  /** Schedules work for a user. If it is scheduled already it is moved. */
  @Post()
  @ApiCreatedResponse({ type: ScheduledWorkDto })
  async schedule(@Body() body: ScheduleWorkDto): Promise<ScheduledWorkDto> {
    const { action = SEND_REMINDER, delaySeconds = DEFAULT_DELAY_SECONDS, payload } = body;
    const identifier = body.userId ?? body.user_id ?? '';
    const { dueAt, rearmed } = await this.triggers.set(action, identifier, delaySeconds, { payload });
    return { status: 'scheduled', followup: delayText(delaySeconds), action, identifier, dueAt, rearmed };
  }

  /** What is scheduled, a page at a time. */
  @Get()
  @ApiOkResponse({ type: SchedulePageDto })
  async list(@Query() query: SchedulePageQuery): Promise<SchedulePageDto> {
    return this.triggers.list(query);
  }

  /** Cancels work. */
  @Delete(':action/:identifier')
  @HttpCode(204)
  async cancel(@Param('action') action: string, @Param('identifier') identifier: string): Promise<void> {
    if (!(await this.triggers.delete(action, identifier)))
      throw new NotFoundException('Nothing is scheduled.');
  }
}
