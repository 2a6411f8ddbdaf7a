import { Inject, Injectable } from '@nestjs/common';
import { AgentTool } from '@tenantry/agent';
import { RedisTenants, TriggerRepository } from '@tenantry/redis';
import { IsNumber, IsOptional, IsPositive, IsString, Length, Max } from 'class-validator';
import { PROCESS_MESSAGE_BATCH } from '../../schedule/actions.js';

const DEFAULT_DELAY_MINUTES = 5;
const LONGEST_DELAY_MINUTES = 525_600;

/** Input of {@link ScheduleBatchTool}. */
export class ScheduleBatchInput {
  /** Whose messages are to be processed. */
  @IsString()
  @Length(1, 256)
  userId!: string;

  /** Minutes until then. @default 5 */
  @IsOptional()
  @IsNumber()
  @IsPositive()
  @Max(LONGEST_DELAY_MINUTES)
  delayMinutes?: number;
}

/** Has the messages of a user processed later. */
@Injectable()
export class ScheduleBatchTool extends AgentTool<ScheduleBatchInput, string> {
  readonly name = 'schedule_batch';
  readonly description = 'Schedules the processing of the messages of a user.';
  readonly input = ScheduleBatchInput;

  constructor(
    @Inject(RedisTenants) tenants: RedisTenants,
    @Inject(TriggerRepository) private readonly triggers: TriggerRepository,
  ) {
    super(tenants);
  }

  async run({ userId, delayMinutes = DEFAULT_DELAY_MINUTES }: ScheduleBatchInput): Promise<string> {
    await this.updateStateField('tool_history', 'last_tool', this.name);
    await this.triggers.set(PROCESS_MESSAGE_BATCH, userId, delayMinutes * 60);
    return `Batch scheduled for ${userId} in ${delayMinutes} minutes`;
  }
}
